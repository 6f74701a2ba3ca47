import { GlideRecord } from '@servicenow/glide';
import type { UpsertRequest } from '@alert-relay/shared-types';
import type { Link } from '../domain/upsert.ts';
import { tables } from '../names.ts';
import { findBy, readColumn, readNumber } from './record.ts';

export interface StoredLink extends Link {
  readonly sysId: string;
  readonly workspace: string;
  readonly connection: string;
  readonly appliedEventId: string;
}

export function findLink(key: string): StoredLink | undefined {
  const row = findBy(tables.link, 'task_key', key);
  if (row === undefined) return undefined;
  const record = readColumn(row, 'record');
  return {
    sysId: row.getUniqueValue(),
    table: readColumn(row, 'table'),
    record: record === '' ? undefined : record,
    workspace: readColumn(row, 'workspace'),
    connection: readColumn(row, 'connection'),
    episode: readNumber(row, 'episode'),
    appliedSequence: readNumber(row, 'applied_sequence'),
    appliedEventId: readColumn(row, 'applied_event_id'),
  };
}

/** First wins: a second insert of the same key fails on the unique column, and that is fine. */
export function insertLink(key: string, request: UpsertRequest): void {
  const row = new GlideRecord(tables.link);
  row.initialize();
  row.setValue('task_key', key);
  row.setValue('workspace', request.workspace);
  row.setValue('connection', request.connection);
  row.setValue('source', request.source);
  row.setValue('episode', request.episode);
  row.setValue('external_url', request.external_url ?? '');
  row.insert();
}

export function updateLink(key: string, values: Readonly<Record<string, string | number>>): void {
  const row = findBy(tables.link, 'task_key', key);
  if (row === undefined) return;
  for (const [column, value] of Object.entries(values)) row.setValue(column, value);
  row.update();
}
