import { findBy, inSeconds, now, readColumn } from './record.ts';
import { tables } from '../names.ts';
import { toText } from './text.ts';
import type { GlideRecord } from '@servicenow/glide';

/** The secrets that sign now, the newest first: two while a rotation is under way. */
export function readSecrets(connectionId: string): readonly string[] {
  const row = findBy(tables.connection, 'sys_id', connectionId);
  if (row === undefined) return [];
  const isRotating = readColumn(row, 'old_secret_until') > now();
  return [decrypt(row, 'secret'), ...(isRotating ? [decrypt(row, 'old_secret')] : [])].filter(
    (secret) => secret !== '',
  );
}

/** setDisplayValue encrypts a two-way password; setValue would store the text as it is. */
export function setSecret(row: GlideRecord, secret: string): void {
  row.getElement('secret').setDisplayValue(secret);
}

export function rotateSecret(connectionId: string, secret: string, bothForHours: number): void {
  const row = findBy(tables.connection, 'sys_id', connectionId);
  if (row === undefined) return;
  row.getElement('old_secret').setDisplayValue(decrypt(row, 'secret'));
  row.setValue('old_secret_until', inSeconds(bothForHours * 3600));
  setSecret(row, secret);
  row.update();
}

function decrypt(row: GlideRecord, column: 'secret' | 'old_secret'): string {
  return toText(row.getElement(column).getDecryptedValue());
}
