import { GlideRecord, gs } from '@servicenow/glide';
import type { ChangeEvent } from '@alert-relay/shared-types';
import {
  buildChangeEvent,
  nextSequence,
  withoutExcluded,
  type Target,
  type WriteSnapshot,
} from '../domain/change-event.ts';
import type { OutboxRow, RowFate } from '../domain/drain.ts';
import { outboxReady, tables } from '../names.ts';
import { asReason, inSeconds, now, readColumn, readNumber } from './record.ts';
import { excludedColumns } from './settings.ts';

const mostAttempts = 20;

/**
 * Inserts the one row of a change and asks for it to be sent at once. Two nodes that wrote the same
 * version of a record meet on the unique `record_sequence`; the later one takes the next that is free.
 * A picture, a deletion and a second relay have the version of what was told before, so what is taken is
 * asked first: what the database refuses is an error in its log, and with `glide.db.loguser` on the page.
 */
export function addToOutbox(snapshot: WriteSnapshot, target: Target): void {
  const id = gs.generateGUID();
  const version = snapshot.record.sys_mod_count;
  const highest = (below?: number) => highestSequence(snapshot.sysId, below);
  let because = '';
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const sequence = nextSequence(version, highest);
    const event = buildChangeEvent(snapshot, target, id, sequence);
    if (event === undefined) return;
    const row = toRow(target.connectionKey, event);
    if (row.insert() !== null) {
      gs.eventQueue(outboxReady, row, target.connectionKey, '');
      return;
    }
    because = asReason(row);
  }
  gs.error(
    `Alert Relay: a change of ${snapshot.number} (${snapshot.table} ${snapshot.sysId}) could not be noted for ${target.connectionKey}${because}. ` +
      `Look for a business rule, data policy or mandatory column of ${tables.outbox} that refuses it. ` +
      'The relay finds how a linked record stands when it compares both sides.',
  );
}

function highestSequence(record: string, below: number | undefined): number | undefined {
  const rows = new GlideRecord(tables.outbox);
  rows.addQuery('record', record);
  if (below !== undefined) rows.addQuery('sequence', '<', below);
  rows.orderByDesc('sequence');
  rows.setLimit(1);
  rows.query();
  return rows.next() && readColumn(rows, 'record') === record
    ? readNumber(rows, 'sequence')
    : undefined;
}

function toRow(connectionKey: string, event: ChangeEvent): GlideRecord {
  const row = new GlideRecord(tables.outbox);
  row.initialize();
  row.setValue('event_id', event.id);
  row.setValue('connection_key', connectionKey);
  row.setValue('table', event.table);
  row.setValue('record', event.sys_id);
  row.setValue('number', event.number);
  row.setValue('task_key', event.key ?? '');
  row.setValue('sequence', event.sequence);
  row.setValue('record_sequence', `${event.sys_id}:${event.sequence}`);
  row.setValue('state', 'pending');
  row.setValue('payload', JSON.stringify(event));
  return row;
}

export function isAnyWaiting(connectionKey: string): boolean {
  const rows = new GlideRecord(tables.outbox);
  rows.addQuery('connection_key', connectionKey);
  rows.addQuery('state', 'pending');
  rows.setLimit(1);
  rows.query();
  return rows.hasNext();
}

/** The oldest waiting rows of a connection, due or not, as the clocks of the nodes have it. */
export function readWaiting(connectionKey: string, limit: number, from = 0): readonly OutboxRow[] {
  const rows = new GlideRecord(tables.outbox);
  rows.addQuery('connection_key', connectionKey);
  rows.addQuery('state', 'pending');
  rows.orderBy('sys_created_on');
  rows.orderBy('sequence');
  // First, and always: a window without a limit before it counts the whole table (documentation).
  rows.setLimit(limit);
  if (from > 0) rows.chooseWindow(from, from + limit, false);
  rows.query();
  const waiting: OutboxRow[] = [];
  const time = now();
  while (rows.next()) {
    const event = readEvent(rows);
    if (event === undefined) {
      setUnreadableAside(rows);
      continue;
    }
    const nextAttempt = readColumn(rows, 'next_attempt');
    waiting.push({
      id: rows.getUniqueValue(),
      record: readColumn(rows, 'record'),
      attempts: readNumber(rows, 'attempts'),
      isDue: nextAttempt === '' || nextAttempt <= time,
      event,
    });
  }
  return waiting;
}

/** Everything of a record that is kept for one connection above this sequence, in order. */
export function readHistory(
  record: string,
  connectionKey: string,
  after: number,
  limit: number,
): ChangeEvent[] {
  const rows = new GlideRecord(tables.outbox);
  rows.addQuery('record', record);
  rows.addQuery('connection_key', connectionKey);
  rows.addQuery('sequence', '>', after);
  rows.orderBy('sequence');
  rows.setLimit(limit);
  rows.query();
  const events: ChangeEvent[] = [];
  while (rows.next()) {
    const event = readEvent(rows);
    const isOfIt =
      readColumn(rows, 'record') === record && readColumn(rows, 'connection_key') === connectionKey;
    if (event !== undefined && isOfIt) events.push(event);
  }
  return events;
}

// The payload was written by this app from a typed value, in the same version or an earlier one; undefined
// when somebody or the database left something else of it.
function readEvent(row: GlideRecord): ChangeEvent | undefined {
  try {
    return withoutExcluded(JSON.parse(readColumn(row, 'payload')), excludedColumns());
  } catch {
    return undefined;
  }
}

/** One row that cannot be read must not hold back all others of its connection. */
function setUnreadableAside(row: GlideRecord): void {
  row.setValue('state', 'dead');
  row.setValue('last_error', 'The payload is no JSON: it was changed, or cut by the database');
  row.update();
}

export function settle(row: OutboxRow, fate: RowFate): void {
  const record = new GlideRecord(tables.outbox);
  if (!record.get(row.id)) return;
  record.setValue('attempts', row.attempts + 1);
  record.setValue('last_error', fate.kind === 'sent' ? '' : fate.because.slice(0, 1000));
  if (fate.kind === 'wait') record.setValue('next_attempt', inSeconds(fate.seconds));
  else record.setValue('state', fate.kind);
  record.update();
}

/** How many of these were waiting until now. */
export function acknowledge(connectionKey: string, eventIds: readonly string[]): number {
  const rows = new GlideRecord(tables.outbox);
  rows.addQuery('connection_key', connectionKey);
  rows.addQuery('state', 'pending');
  rows.addQuery('event_id', 'IN', eventIds.join(','));
  rows.query();
  let acknowledged = 0;
  while (rows.next()) {
    if (!eventIds.includes(readColumn(rows, 'event_id'))) continue;
    rows.setValue('state', 'sent');
    rows.update();
    acknowledged += 1;
  }
  return acknowledged;
}

export function resend(row: GlideRecord): void {
  row.setValue('state', 'pending');
  row.setValue('attempts', 0);
  row.setValue('next_attempt', '');
  row.update();
  gs.eventQueue(outboxReady, row, readColumn(row, 'connection_key'), '');
}

/** Nobody will take these any more; an administrator may still send them again. */
export function setAside(connectionKey: string, because: string): number {
  const rows = new GlideRecord(tables.outbox);
  rows.addQuery('connection_key', connectionKey);
  rows.addQuery('state', 'pending');
  rows.query();
  let count = 0;
  while (rows.next()) {
    rows.setValue('state', 'dead');
    rows.setValue('last_error', because);
    rows.update();
    count += 1;
  }
  return count;
}
