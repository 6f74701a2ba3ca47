import type { UpsertRequest } from '@alert-relay/shared-types';
import type { UpsertPorts } from '../domain/upsert.ts';
import { tables } from '../names.ts';
import { claimPorts } from './claims.ts';
import { findLink, insertLink, updateLink, type StoredLink } from './links.ts';
import { claimNote, forgetNotes } from './notes.ts';
import { readColumn } from './record.ts';
import { takeoverSeconds } from './settings.ts';
import {
  findLinkedTask,
  findTaskByKey,
  isFreeTask,
  insertTask,
  readTask,
  updateTask,
} from './tasks.ts';

export function upsertPorts(key: string, request: UpsertRequest): UpsertPorts {
  const named = Object.keys(request.fields);
  if (findLink(key) === undefined) insertLink(key, request);
  const link = loadLink(key);
  return {
    readLink: () => loadLink(key),
    // The rule that notes the changes of this command reads it there.
    claims: claimPorts(key, tables.link, link.sysId, { traceparent: request.traceparent ?? '' }),
    takeoverSeconds: takeoverSeconds(),
    findByKey: () => findTaskByKey(key),
    isFree: (table, record) => isFreeTask(table, record),
    recordExists: (table, record) => findLinkedTask(table, record) !== undefined,
    insertRecord: (write) => insertTask(key, request, write),
    updateRecord: (table, record, write) => updateTask(table, record, key, request, write),
    saveRecord: (table, record) => {
      const task = loadTask(table, record);
      updateLink(key, { table, record, number: readColumn(task, 'number') });
    },
    saveApplied: (sequence, eventId) => {
      updateLink(key, { applied_sequence: sequence, applied_event_id: eventId });
    },
    claimNote: (note, sequence) => claimNote(key, note, sequence),
    forgetNotes: (noteIds) => {
      forgetNotes(
        key,
        request.notes.filter(({ id }) => noteIds.includes(id)),
      );
    },
    readRecord: (table, record) =>
      readTask(key, loadLink(key), loadTask(table, record), named, request.fields),
  };
}

function loadLink(key: string): StoredLink {
  const link = findLink(key);
  if (link === undefined) throw new Error(`The link of ${key} could be neither made nor read`);
  return link;
}

function loadTask(table: string, record: string): ReturnType<typeof findLinkedTask> & object {
  const task = findLinkedTask(table, record);
  if (task === undefined) throw new Error(`The record ${record} of ${table} cannot be read`);
  return task;
}
