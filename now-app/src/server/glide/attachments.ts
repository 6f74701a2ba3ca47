import { GlideRecord, GlideSysAttachment } from '@servicenow/glide';
import type { AttachRequest } from '@alert-relay/shared-types';
import type { AttachedFile } from '../domain/told-attachment.ts';
import { tables } from '../names.ts';
import { findBy, readColumn, readNumber } from './record.ts';
import { toText } from './text.ts';

/** `applied_sequence` of a file's row: it is being written, or it is there. */
const writing = 0;
const written = 1;

export function isKnownFile(key: string, fileId: string): boolean {
  const row = findBy(tables.event, 'event_id', toEventId(key, fileId));
  return row !== undefined && readNumber(row, 'applied_sequence') === written;
}

/**
 * The sys_id of the file, be it new or left by a request that died before it was remembered. It is
 * noted before it is written, so that the rule on attachments knows it for ours. Undefined when the instance
 * did not take it: a rule, a kind or a size that it does not allow.
 */
export function attachFile(
  key: string,
  task: GlideRecord,
  file: AttachRequest,
): string | undefined {
  const name = `${file.id} ${file.name}`;
  const note = noteFile(key, file.id, name);
  const sysId =
    findFile(task, name) ??
    toText(new GlideSysAttachment().writeBase64(task, name, file.content_type, file.content));
  if (sysId === '') return undefined;
  note.setValue('applied_sequence', written);
  note.update();
  return sysId;
}

/** Whether the app attached the file of this name itself. */
export function isOwnFile(key: string, fileName: string): boolean {
  const rows = new GlideRecord(tables.event);
  rows.addQuery('task_key', key);
  // By name in the loop: whoever may attach a file may call it `javascript:…`.
  rows.addNotNullQuery('file_name');
  rows.query();
  while (rows.next()) {
    const isIt = readColumn(rows, 'task_key') === key && readColumn(rows, 'file_name') === fileName;
    if (isIt) return true;
  }
  return false;
}

export function readAttachedFile(row: GlideRecord): AttachedFile {
  return {
    sysId: row.getUniqueValue(),
    table: readColumn(row, 'table_name'),
    record: readColumn(row, 'table_sys_id'),
    fileName: readColumn(row, 'file_name'),
    contentType: readColumn(row, 'content_type'),
    sizeBytes: readNumber(row, 'size_bytes'),
    createdAt: readColumn(row, 'sys_created_on'),
  };
}

/**
 * First wins; false when the file was noted for this connection already. A file that comes at the
 * moment of its record is seen by the rules of both, and only one of them may tell it.
 */
export function noteToldFile(connectionKey: string, sysId: string): boolean {
  const eventId = `${sysId}:told:${connectionKey}`;
  if (findBy(tables.event, 'event_id', eventId) !== undefined) return false;
  const row = new GlideRecord(tables.event);
  row.initialize();
  row.setValue('event_id', eventId);
  return row.insert() !== null;
}

/** The oldest files of a record. */
export function listFiles(record: string, limit: number): readonly GlideRecord[] {
  const ids: string[] = [];
  const rows = filesOf(record);
  rows.orderBy('sys_created_on');
  rows.setLimit(limit);
  rows.query();
  while (rows.next()) {
    if (readColumn(rows, 'table_sys_id') === record) ids.push(rows.getUniqueValue());
  }
  return ids.flatMap((id) => findAttachment(id) ?? []);
}

export function findAttachment(sysId: string): GlideRecord | undefined {
  return findBy('sys_attachment', 'sys_id', sysId);
}

/** Base64, or undefined while ServiceNow has not stored all of it. */
export function readContent(row: GlideRecord): string | undefined {
  const content = toText(new GlideSysAttachment().getContentBase64(row));
  return base64Bytes(content) === readNumber(row, 'size_bytes') ? content : undefined;
}

function base64Bytes(text: string): number {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return (text.length / 4) * 3 - padding;
}

function noteFile(key: string, fileId: string, fileName: string): GlideRecord {
  const eventId = toEventId(key, fileId);
  const known = findBy(tables.event, 'event_id', eventId);
  if (known !== undefined) return known;
  const row = new GlideRecord(tables.event);
  row.initialize();
  row.setValue('event_id', eventId);
  row.setValue('task_key', key);
  row.setValue('file_name', fileName);
  row.setValue('applied_sequence', writing);
  row.insert();
  return row;
}

function findFile(task: GlideRecord, name: string): string | undefined {
  const rows = filesOf(task.getUniqueValue());
  rows.query();
  while (rows.next()) {
    const isOurs =
      readColumn(rows, 'table_sys_id') === task.getUniqueValue() &&
      readColumn(rows, 'file_name') === name;
    if (isOurs) return rows.getUniqueValue();
  }
  return undefined;
}

function filesOf(record: string): GlideRecord {
  const rows = new GlideRecord('sys_attachment');
  rows.addQuery('table_sys_id', record);
  return rows;
}

function toEventId(key: string, fileId: string): string {
  return `${key}:file:${fileId}`;
}
