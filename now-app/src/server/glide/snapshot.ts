import { type GlideRecord, gs } from '@servicenow/glide';
import { toJournalText, type JournalState, type WriteSnapshot } from '../domain/change-event.ts';
import { columns } from '../names.ts';
import { readColumn, readNumber } from './record.ts';
import { watchedColumns } from './settings.ts';
import { toText } from './text.ts';

/** What an after rule sees of one write, in plain values. `previous` is absent on insert. */
export function takeSnapshot(
  current: GlideRecord,
  previous: GlideRecord | undefined,
): WriteSnapshot {
  const operation = current.operation() === 'insert' ? 'insert' : 'update';
  return {
    id: gs.generateGUID(),
    operation,
    table: current.getRecordClassName(),
    sysId: current.getUniqueValue(),
    number: readColumn(current, 'number'),
    key: readColumn(current, columns.key),
    columns: watchedColumns()
      .filter((name) => current.isValidField(name))
      .map((name) => ({
        name,
        changed: current.getElement(name).changes(),
        old: operation === 'insert' || previous === undefined ? null : readColumn(previous, name),
        new: readColumn(current, name),
        display: toText(current.getDisplayValue(name)),
      })),
    journal: readJournal(current),
    record: {
      state: readColumn(current, 'state'),
      active: readColumn(current, 'active') === 'true',
      sys_mod_count: readNumber(current, 'sys_mod_count'),
      short_description: readColumn(current, 'short_description'),
      ...optional(current, 'close_code'),
      ...optional(current, 'close_notes'),
    },
    actor: { user_name: gs.getUserName(), name: gs.getUserDisplayName() },
    at: readColumn(current, 'sys_updated_on'),
    originStamp: current.getElement(columns.origin).changes()
      ? readColumn(current, columns.origin)
      : null,
  };
}

function optional(
  current: GlideRecord,
  column: 'close_code' | 'close_notes',
): { close_code?: string; close_notes?: string } {
  const value = readColumn(current, column);
  return value === '' ? {} : { [column]: value };
}

function readJournal(current: GlideRecord): JournalState[] {
  const elements = ['work_notes', 'comments'] as const;
  return elements
    .filter((element) => current.isValidField(element) && current.getElement(element).changes())
    .map((element) => ({
      element,
      text: toJournalText(toText(current.getElement(element).getJournalEntry(1))),
    }))
    .filter((entry) => entry.text !== '');
}
