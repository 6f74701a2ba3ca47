import { GlideRecord } from '@servicenow/glide';
import type { TaskRecord, UpsertRequest } from '@alert-relay/shared-types';
import { toConnectionKey } from '../domain/connection-key.ts';
import { withoutState, type RecordWrite } from '../domain/plan-writes.ts';
import type { Refusal } from '../domain/problem.ts';
import type { WriteResult } from '../domain/upsert.ts';
import { columns } from '../names.ts';
import { connectionKeyOf, findLink, ownKey, type StoredLink } from './links.ts';
import { findBy, readColumn, readNumber } from './record.ts';
import { excludedColumns, writableTables } from './settings.ts';
import { toText } from './text.ts';

/** Only a record that was read is ever written: update() on a row that is gone would insert it again. */
export function findTask(table: string, sysId: string): GlideRecord | undefined {
  const record = findBy(table, 'sys_id', sysId);
  return record?.isValidRecord() === true ? record : undefined;
}

/**
 * The record of a link. Somebody may have made another class of it, a security incident for one: its sys_id
 * and values stay (KB0727652). Then it is read as a task, or as what it is where the relay may write that.
 */
export function findLinkedTask(table: string, sysId: string): GlideRecord | undefined {
  const record = findTask(table, sysId) ?? findTask('task', sysId);
  if (record === undefined || record.getTableName() === table) return record;
  return isWritable(record) ? findTask(record.getRecordClassName(), sysId) : record;
}

/** Nothing is written to another class than the link says, unless the relay may write that as well. */
export function refuseOtherClass(table: string, record: GlideRecord): Refusal | undefined {
  if (record.getTableName() === table || isWritable(record)) return undefined;
  const actual = record.getRecordClassName();
  return {
    code: 'table_not_allowed',
    message: `The record is of the class ${actual} by now, which is not among the tables of the property x_alrt_relay.tables`,
  };
}

function isWritable(record: GlideRecord): boolean {
  return writableTables().includes(record.getRecordClassName());
}

/** By correlation_id, which also finds what table mode made; the oldest active one, else the oldest. */
export function findTaskByKey(key: string): { table: string; record: string } | undefined {
  const rows = new GlideRecord('task');
  rows.addQuery('correlation_id', key);
  rows.orderBy('sys_created_on');
  rows.query();
  let oldest: { table: string; record: string } | undefined;
  while (rows.next()) {
    if (rows.getValue('correlation_id') !== key) continue;
    const found = { table: rows.getRecordClassName(), record: rows.getUniqueValue() };
    if (readColumn(rows, 'active') === 'true') return found;
    oldest ??= found;
  }
  return oldest;
}

/** A task that belongs to no key of ours yet; other tables are none of our business. */
export function isFreeTask(table: string, sysId: string): boolean {
  const record = writableTables().includes(table) ? findTask(table, sysId) : undefined;
  if (record === undefined || ownKey(record) !== '') return false;
  const correlation = readColumn(record, 'correlation_id');
  // Of another integration: writing ours over it would take the record away from it.
  return correlation === '' || correlation === readColumn(record, columns.key);
}

export function insertTask(key: string, request: UpsertRequest, write: RecordWrite): WriteResult {
  const record = new GlideRecord(request.table);
  record.initialize();
  setColumns(record, key, request, write);
  const sysId = record.insert();
  return sysId === null ? refused(record) : { ok: true, record: sysId };
}

export function updateTask(
  table: string,
  sysId: string,
  key: string,
  request: UpsertRequest,
  write: RecordWrite,
): WriteResult {
  const record = findLinkedTask(table, sysId);
  if (record === undefined) return { ok: false, message: 'The record is gone' };
  const refusal = refuseOtherClass(table, record);
  if (refusal !== undefined) return { ok: false, ...refusal };
  // Its codes mean something else there: an incident's Closed is a task's Closed Skipped.
  const isOtherClass = record.getTableName() !== table;
  setColumns(record, key, request, isOtherClass ? withoutState(write) : write);
  return record.update() === null ? refused(record) : { ok: true, record: sysId };
}

/**
 * Of a record that is somebody else's only the journal is written, and the stamp that says by whom, unless
 * that is another relay: its relay would take the note for the echo of a command of its own.
 */
function setColumns(
  record: GlideRecord,
  key: string,
  request: UpsertRequest,
  write: RecordWrite,
): void {
  for (const [element, text] of Object.entries(write.journal)) record.setValue(element, text);
  if (!isOfOtherRelay(record, request)) record.setValue(columns.origin, write.origin);
  if (request.note_on !== undefined) return;
  for (const [column, value] of Object.entries(write.fields)) record.setValue(column, value);
  record.setValue('correlation_id', key);
  record.setValue('correlation_display', request.correlation_display);
  record.setValue(columns.managed, true);
  record.setValue(columns.key, key);
  record.setValue(columns.source, request.source);
  if (request.external_url !== undefined)
    record.setValue(columns.externalUrl, request.external_url);
}

function isOfOtherRelay(record: GlideRecord, request: UpsertRequest): boolean {
  const key = request.note_on === undefined ? '' : ownKey(record);
  const link = key === '' ? undefined : findLink(key);
  const { workspace, connection } = request;
  return link !== undefined && connectionKeyOf(link) !== toConnectionKey(workspace, connection);
}

function refused(record: GlideRecord): WriteResult {
  return { ok: false, message: toText(record.getLastErrorMessage()).trim() };
}

/**
 * Columns that the table does not have are left out: so the relay sees what ServiceNow ignored. Of those
 * that must not leave it gets back what it sent itself, and nothing else.
 */
export function readTask(
  key: string,
  link: StoredLink,
  record: GlideRecord,
  named: readonly string[],
  sent: UpsertRequest['fields'] = {},
): TaskRecord {
  const excluded = excludedColumns();
  const fields = named
    .filter((column) => record.isValidField(column))
    .map((column) => [
      column,
      excluded.includes(column) ? sent[column] : readColumn(record, column),
    ])
    .filter(([, value]) => value !== undefined);
  return {
    key,
    table: record.getRecordClassName(),
    sys_id: record.getUniqueValue(),
    number: readColumn(record, 'number'),
    state: readColumn(record, 'state'),
    active: readColumn(record, 'active') === 'true',
    sys_mod_count: readNumber(record, 'sys_mod_count'),
    sys_updated_on: readColumn(record, 'sys_updated_on'),
    episode: link.episode,
    applied_seq: link.appliedSequence,
    applied_event_id: link.appliedEventId,
    fields: Object.fromEntries(fields),
  };
}
