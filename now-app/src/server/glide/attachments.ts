import { GlideRecord, GlideSysAttachment } from '@servicenow/glide';
import type { AttachRequest } from '@alert-relay/shared-types';
import { tables } from '../names.ts';
import { findBy, readColumn } from './record.ts';

export function isKnownFile(key: string, fileId: string): boolean {
  return findBy(tables.event, 'event_id', toEventId(key, fileId)) !== undefined;
}

/** Remembered after the file is there: a repeat may meet a file that nobody remembers. */
export function rememberFile(key: string, fileId: string): void {
  const row = new GlideRecord(tables.event);
  row.initialize();
  row.setValue('event_id', toEventId(key, fileId));
  row.setValue('task_key', key);
  row.insert();
}

/** The sys_id of the file, be it new or left by a request that died before it was remembered. */
export function attachFile(task: GlideRecord, file: AttachRequest): string {
  const name = `${file.id} ${file.name}`;
  const left = findFile(task, name);
  return left ?? new GlideSysAttachment().writeBase64(task, name, file.content_type, file.content);
}

function findFile(task: GlideRecord, name: string): string | undefined {
  const rows = new GlideRecord('sys_attachment');
  rows.addQuery('table_sys_id', task.getUniqueValue());
  rows.addQuery('file_name', name);
  rows.query();
  while (rows.next()) {
    const isOurs =
      readColumn(rows, 'table_sys_id') === task.getUniqueValue() &&
      readColumn(rows, 'file_name') === name;
    if (isOurs) return rows.getUniqueValue();
  }
  return undefined;
}

function toEventId(key: string, fileId: string): string {
  return `${key}:file:${fileId}`;
}
