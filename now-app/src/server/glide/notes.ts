import { GlideRecord } from '@servicenow/glide';
import type { JournalNote } from '@alert-relay/shared-types';
import { tables } from '../names.ts';
import { findLink } from './links.ts';
import { findBy, readNumber } from './record.ts';

function eventId(key: string, noteId: string): string {
  return `${key}:${noteId}`;
}

/**
 * First wins. A note whose command never finished may or may not be on the record: only then the
 * journal is asked.
 */
export function claimNote(key: string, note: JournalNote, sequence: number): boolean {
  const row = new GlideRecord(tables.event);
  row.initialize();
  row.setValue('event_id', eventId(key, note.id));
  row.setValue('task_key', key);
  row.setValue('applied_sequence', sequence);
  if (row.insert() !== null) return true;

  const link = findLink(key);
  const known = findBy(tables.event, 'event_id', eventId(key, note.id));
  if (known === undefined || link === undefined) return false;
  if (readNumber(known, 'applied_sequence') <= link.appliedSequence) return false;
  if (link.record !== undefined && isInJournal(link.record, note)) return false;
  known.setValue('applied_sequence', sequence);
  known.update();
  return true;
}

/** But for those that are on the record: what broke off may have been written. */
export function forgetNotes(key: string, notes: readonly JournalNote[]): void {
  const record = findLink(key)?.record;
  for (const note of notes) {
    if (record !== undefined && isInJournal(record, note)) continue;
    findBy(tables.event, 'event_id', eventId(key, note.id))?.deleteRecord();
  }
}

function isInJournal(record: string, note: JournalNote): boolean {
  const entries = new GlideRecord('sys_journal_field');
  entries.addQuery('element_id', record);
  entries.addQuery('element', note.element);
  entries.query();
  while (entries.next()) {
    if (entries.getValue('element_id') === record && entries.getValue('value') === note.text) {
      return true;
    }
  }
  return false;
}
