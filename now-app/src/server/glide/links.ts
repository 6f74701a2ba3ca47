import { GlideAggregate, GlideRecord } from '@servicenow/glide';
import type { FindAnswer, UpsertRequest } from '@alert-relay/shared-types';
import { isScript } from '../domain/checks.ts';
import { toConnectionKey } from '../domain/connection-key.ts';
import type { FindQuestion } from '../domain/inspect-requests.ts';
import type { Link } from '../domain/upsert.ts';
import { columns, tables } from '../names.ts';
import { findBy, readColumn, readNumber } from './record.ts';
import { toText } from './text.ts';

export interface StoredLink extends Link {
  readonly sysId: string;
  readonly key: string;
  readonly number: string;
  /** Of the latest command; empty when it came without. */
  readonly traceparent: string;
  readonly workspace: string;
  readonly connection: string;
  readonly appliedEventId: string;
  /** User name of the account that carried out the latest command. */
  readonly account: string;
}

/** Whose record it is. */
export function connectionKeyOf({
  workspace,
  connection,
}: Pick<StoredLink, 'workspace' | 'connection'>): string {
  return toConnectionKey(workspace, connection);
}

export function findLink(key: string): StoredLink | undefined {
  const row = findBy(tables.link, 'task_key', key);
  return row === undefined ? undefined : toStoredLink(row);
}

/**
 * The key of a record that is ours. Whoever copies a record copies its key too (Insert and Stay, a script):
 * the link says whose it is, from the moment on when its record is known.
 */
export function ownKey(record: GlideRecord): string {
  const key = readColumn(record, columns.key);
  const linked = key === '' ? undefined : findLink(key)?.record;
  return linked === undefined || linked === record.getUniqueValue() ? key : '';
}

export function toStoredLink(row: GlideRecord): StoredLink {
  const record = readColumn(row, 'record');
  return {
    sysId: row.getUniqueValue(),
    key: readColumn(row, 'task_key'),
    number: readColumn(row, 'number'),
    traceparent: readColumn(row, 'traceparent'),
    table: readColumn(row, 'table'),
    record: record === '' ? undefined : record,
    workspace: readColumn(row, 'workspace'),
    connection: readColumn(row, 'connection'),
    episode: readNumber(row, 'episode'),
    appliedSequence: readNumber(row, 'applied_sequence'),
    appliedEventId: readColumn(row, 'applied_event_id'),
    account: readColumn(row, 'sys_updated_by'),
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

const mostFound = 100;

/** Links whose record exists, by number, sys_id or address in the tool. */
export function findLinksBy({ by, value }: FindQuestion): FindAnswer['records'] {
  if (isScript(value)) return [];
  const column = by === 'sys_id' ? 'record' : by;
  const rows = new GlideRecord(tables.link);
  rows.addQuery(column, value);
  rows.addNotNullQuery('record');
  rows.orderBy('sys_created_on');
  rows.setLimit(mostFound);
  rows.query();
  const found: FindAnswer['records'] = [];
  while (rows.next()) {
    if (readColumn(rows, column) !== value || readColumn(rows, 'record') === '') continue;
    found.push({
      key: readColumn(rows, 'task_key'),
      table: readColumn(rows, 'table'),
      sys_id: readColumn(rows, 'record'),
      number: readColumn(rows, 'number'),
      external_url: readColumn(rows, 'external_url'),
      episode: readNumber(rows, 'episode'),
      applied_seq: readNumber(rows, 'applied_sequence'),
    });
  }
  return found;
}

export function countLinks(workspace: string, connection: string): number {
  const aggregate = new GlideAggregate(tables.link);
  aggregate.addQuery('workspace', '=', workspace);
  aggregate.addQuery('connection', '=', connection);
  // As in statistics.ts: all rows have the same connection, so one group remains.
  aggregate.addAggregate('COUNT', 'connection');
  aggregate.query();
  return aggregate.next() ? Number(toText(aggregate.getAggregate('COUNT', 'connection'))) : 0;
}
