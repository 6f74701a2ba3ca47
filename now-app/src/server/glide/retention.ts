import { GlideRecord } from '@servicenow/glide';
import { tables } from '../names.ts';
import { inSeconds } from './record.ts';

const secondsPerDay = 86_400;

/** Waiting and failed changes stay until somebody decides about them. */
export function deleteSentChanges(days: number): void {
  const rows = new GlideRecord(tables.outbox);
  rows.addQuery('state', 'sent');
  rows.addQuery('sys_updated_on', '<', inSeconds(-days * secondsPerDay));
  rows.deleteMultiple();
}

export function deleteKnownNotes(days: number): void {
  const rows = new GlideRecord(tables.event);
  rows.addQuery('sys_created_on', '<', inSeconds(-days * secondsPerDay));
  rows.deleteMultiple();
}
