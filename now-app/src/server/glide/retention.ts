import { GlideRecord } from '@servicenow/glide';
import { tables } from '../names.ts';
import { isOfOtherInstance, listConnections } from './connections.ts';
import { ownKey } from './links.ts';
import { inSeconds, readColumn } from './record.ts';
import { findTask } from './tasks.ts';

const secondsPerDay = 86_400;

/** Failed changes, and those that wait for a relay, stay until somebody decides about them. */
export function deleteSentChanges(days: number): void {
  const rows = new GlideRecord(tables.outbox);
  rows.addQuery('state', 'sent');
  rows.addQuery('sys_updated_on', '<', inSeconds(-days * secondsPerDay));
  rows.deleteMultiple();
}

/**
 * Waiting ones that no relay can have: their connection was deleted, or this is a clone and they are about
 * its copies. One that has only another name may be the same instance, whose relay comes back.
 */
export function deleteUnclaimedChanges(days: number): void {
  const before = inSeconds(-days * secondsPerDay);
  const claimed = new Set(
    listConnections()
      .filter((connection) => !isOfOtherInstance(connection))
      .map(({ key }) => key),
  );
  const rows = new GlideRecord(tables.outbox);
  rows.addQuery('state', 'pending');
  rows.addQuery('sys_updated_on', '<', before);
  rows.query();
  while (rows.next()) {
    const isOld =
      readColumn(rows, 'state') === 'pending' && readColumn(rows, 'sys_updated_on') < before;
    if (isOld && !claimed.has(readColumn(rows, 'connection_key'))) rows.deleteRecord();
  }
}

export function deleteKnownNotes(days: number): void {
  const rows = new GlideRecord(tables.event);
  rows.addQuery('sys_created_on', '<', inSeconds(-days * secondsPerDay));
  rows.deleteMultiple();
}

/**
 * Records that were born here and are done with. One that comes to life again after that long is told as
 * if for the first time, where its forward rule still matches.
 */
export function deleteDoneWatches(days: number): void {
  const before = inSeconds(-days * secondsPerDay);
  const rows = new GlideRecord(tables.watch);
  rows.addNotNullQuery('source');
  rows.addQuery('sys_updated_on', '<', before);
  rows.query();
  while (rows.next()) {
    const isOld = readColumn(rows, 'sys_updated_on') < before;
    if (isOld && isDone(readColumn(rows, 'record'), before)) rows.deleteRecord();
  }
}

/** A linked one stays: what was told of it says which of its commands is news. */
function isDone(record: string, before: string): boolean {
  const task = findTask('task', record);
  if (task === undefined) return true;
  const isOpen = readColumn(task, 'active') === 'true';
  return !isOpen && readColumn(task, 'sys_updated_on') < before && ownKey(task) === '';
}
