import { GlideAggregate, GlideRecord } from '@servicenow/glide';
import type { LinkState } from '@alert-relay/shared-types';
import type { LinkCursor } from '../domain/link-requests.ts';
import { columns, tables } from '../names.ts';
import { connectionKeyOf, toStoredLink, type StoredLink } from './links.ts';
import { readColumn, readNumber } from './record.ts';
import { toText } from './text.ts';

/** A task of ours, as far as a comparison needs it. */
type TaskState = Pick<
  LinkState,
  'table' | 'sys_id' | 'number' | 'state' | 'active' | 'sys_mod_count' | 'sys_updated_on'
>;

/**
 * Tasks of ours after the cursor, in the order of (last update, sys_id). Two plain questions instead of
 * an encoded one: a time inside an encoded query is read in the zone of whoever asks.
 */
export function readManagedTasks(
  cursor: LinkCursor,
  limit: number,
  onlyOpen: boolean,
): readonly TaskState[] {
  const sameSecond =
    cursor.sysId === ''
      ? []
      : collect(managed(onlyOpen), limit, (rows) => {
          rows.addQuery('sys_updated_on', cursor.updatedOn);
          rows.addQuery('sys_id', '>', cursor.sysId);
          rows.orderBy('sys_id');
        });
  if (sameSecond.length >= limit) return sameSecond;
  const later = collect(managed(onlyOpen), limit - sameSecond.length, (rows) => {
    if (cursor.updatedOn !== '') {
      rows.addQuery('sys_updated_on', cursor.sysId === '' ? '>=' : '>', cursor.updatedOn);
    }
    rows.orderBy('sys_updated_on');
    rows.orderBy('sys_id');
  });
  return [...sameSecond, ...later];
}

function managed(onlyOpen: boolean): GlideRecord {
  const rows = new GlideRecord('task');
  rows.addQuery(columns.managed, true);
  if (onlyOpen) rows.addQuery('active', true);
  return rows;
}

export function readTasks(sysIds: readonly string[]): readonly TaskState[] {
  if (sysIds.length === 0) return [];
  return collect(new GlideRecord('task'), sysIds.length, (rows) => {
    rows.addQuery('sys_id', 'IN', sysIds.join(','));
  }).filter((task) => sysIds.includes(task.sys_id));
}

function collect(
  rows: GlideRecord,
  limit: number,
  refine: (rows: GlideRecord) => void,
): readonly TaskState[] {
  refine(rows);
  rows.setLimit(limit);
  rows.query();
  const tasks: TaskState[] = [];
  while (rows.next()) {
    tasks.push({
      table: rows.getRecordClassName(),
      sys_id: rows.getUniqueValue(),
      number: readColumn(rows, 'number'),
      state: readColumn(rows, 'state'),
      active: readColumn(rows, 'active') === 'true',
      sys_mod_count: readNumber(rows, 'sys_mod_count'),
      sys_updated_on: readColumn(rows, 'sys_updated_on'),
    });
  }
  return tasks;
}

export function readLinksBy(
  column: 'record' | 'task_key',
  values: readonly string[],
): readonly StoredLink[] {
  if (values.length === 0) return [];
  const rows = new GlideRecord(tables.link);
  rows.addQuery(column, 'IN', values.join(','));
  rows.query();
  const links: StoredLink[] = [];
  while (rows.next()) {
    if (values.includes(readColumn(rows, column))) links.push(toStoredLink(rows));
  }
  return links;
}

/** Links with a record, with how the record stands and what the outbox holds of it for their relay. */
export function describeLinks(
  links: readonly StoredLink[],
  tasks: readonly TaskState[],
): readonly LinkState[] {
  const records = links.flatMap((link) => link.record ?? []);
  const highest = measureOutbox(records, 'MAX', 'sequence');
  const waiting = measureOutbox(records, 'COUNT', 'state', 'pending');
  const byId = new Map(tasks.map((task) => [task.sys_id, task]));
  return links.flatMap((link) => {
    if (link.record === undefined) return [];
    const task = byId.get(link.record);
    return {
      key: link.key,
      table: task?.table ?? link.table,
      sys_id: link.record,
      number: task?.number ?? link.number,
      episode: link.episode,
      applied_seq: link.appliedSequence,
      applied_event_id: link.appliedEventId,
      exists: task !== undefined,
      state: task?.state ?? '',
      active: task?.active ?? false,
      sys_mod_count: task?.sys_mod_count ?? 0,
      sys_updated_on: task?.sys_updated_on ?? '',
      last_sequence: highest.get(toOutboxName(link.record, connectionKeyOf(link))) ?? null,
      waiting: waiting.get(toOutboxName(link.record, connectionKeyOf(link))) ?? 0,
    };
  });
}

/** By record and connection: others may have been told of the record before it was linked. */
function measureOutbox(
  records: readonly string[],
  kind: 'MAX' | 'COUNT',
  column: string,
  state?: string,
): ReadonlyMap<string, number> {
  if (records.length === 0) return new Map();
  const aggregate = new GlideAggregate(tables.outbox);
  aggregate.addQuery('record', 'IN', records.join(','));
  if (state !== undefined) aggregate.addQuery('state', '=', state);
  aggregate.groupBy('record');
  aggregate.groupBy('connection_key');
  aggregate.addAggregate(kind, column);
  aggregate.query();
  const found = new Map<string, number>();
  while (aggregate.next()) {
    found.set(
      toOutboxName(
        toText(aggregate.getValue('record')),
        toText(aggregate.getValue('connection_key')),
      ),
      Number(toText(aggregate.getAggregate(kind, column))),
    );
  }
  return found;
}

function toOutboxName(record: string, connectionKey: string): string {
  return `${record}:${connectionKey}`;
}
