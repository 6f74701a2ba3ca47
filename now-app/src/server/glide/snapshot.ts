import { type GlideRecord, gs } from '@servicenow/glide';
import { toJournalText, type JournalState, type WriteSnapshot } from '../domain/change-event.ts';
import { columns } from '../names.ts';
import { ownKey } from './links.ts';
import { now, readColumn, readNumber } from './record.ts';
import { excludedColumns, watchedColumns } from './settings.ts';
import { toText } from './text.ts';

/** What an after rule sees of one write, in plain values. `previous` is absent on insert. */
export function takeSnapshot(
  current: GlideRecord,
  previous: GlideRecord | undefined,
): WriteSnapshot {
  const isInsert = current.operation() === 'insert';
  return {
    ...describeRecord(current),
    operation: isInsert ? 'insert' : 'update',
    columns: presentColumns(current).map((name) => ({
      name,
      changed: current.getElement(name).changes(),
      old: isInsert || previous === undefined ? null : readColumn(previous, name),
      new: readColumn(current, name),
      display: toText(current.getDisplayValue(name)),
    })),
    journal: readWrittenJournal(current),
    attachments: [],
    actor: { user_name: gs.getUserName(), name: gs.getUserDisplayName() },
    originStamp: current.getElement(columns.origin).changes()
      ? readColumn(current, columns.origin)
      : null,
  };
}

/** A record that is gone, as it stood last. Nobody's write to be compared with: who deleted it is in the session. */
export function takeLastSnapshot(current: GlideRecord): WriteSnapshot {
  return {
    ...describeRecord(current),
    operation: 'update',
    columns: [],
    journal: [],
    attachments: [],
    actor: { user_name: gs.getUserName(), name: gs.getUserDisplayName() },
    at: now(),
    originStamp: null,
    isDeleted: true,
  };
}

/** The part of a snapshot that does not depend on what was there before. */
export function describeRecord(
  record: GlideRecord,
): Pick<WriteSnapshot, 'table' | 'sysId' | 'number' | 'key' | 'record' | 'at'> {
  const allowed = (column: string): string =>
    excludedColumns().includes(column) ? '' : readColumn(record, column);
  const closeCode = allowed('close_code');
  const closeNotes = allowed('close_notes');
  return {
    table: record.getRecordClassName(),
    sysId: record.getUniqueValue(),
    number: readColumn(record, 'number'),
    key: ownKey(record),
    record: {
      state: readColumn(record, 'state'),
      active: readColumn(record, 'active') === 'true',
      sys_mod_count: readNumber(record, 'sys_mod_count'),
      short_description: allowed('short_description'),
      ...(closeCode === '' ? {} : { close_code: closeCode }),
      ...(closeNotes === '' ? {} : { close_notes: closeNotes }),
    },
    at: readColumn(record, 'sys_updated_on'),
  };
}

export function presentColumns(record: GlideRecord): readonly string[] {
  return watchedColumns().filter((name) => record.isValidField(name));
}

/** The journal fields that may leave the instance. */
export function presentJournals(record: GlideRecord): readonly JournalState['element'][] {
  const elements = ['work_notes', 'comments'] as const;
  const excluded = excludedColumns();
  return elements.filter((name) => record.isValidField(name) && !excluded.includes(name));
}

function readWrittenJournal(current: GlideRecord): readonly JournalState[] {
  return presentJournals(current)
    .filter((element) => current.getElement(element).changes())
    .map((element) => ({
      element,
      text: toJournalText(toText(current.getElement(element).getJournalEntry(1))),
    }))
    .filter((entry) => entry.text !== '');
}
