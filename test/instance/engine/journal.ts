import { isJournal } from '../dictionary/dictionary.ts';
import { insertRow } from '../store/records.ts';
import { formatUtc } from '../query/date-operators.ts';
import { newSysId } from './ids.ts';
import { valueOf, type Row, type Session } from './session.ts';

/** Names of the journal columns with a text that waits to be written. */
export function pendingJournals(row: Row): string[] {
  return Object.keys(row.values).filter((name) => {
    const column = row.table.columns.get(name);
    return column !== undefined && isJournal(column) && valueOf(row, name) !== '';
  });
}

/** Writing a journal field appends one entry to sys_journal_field; the field itself keeps nothing. */
export function writeJournals(session: Session, row: Row): void {
  const table = session.engine.dictionary().find('sys_journal_field');
  if (table === undefined) return;
  for (const name of pendingJournals(row)) {
    insertRow(session.engine.store, table, {
      sys_id: newSysId(),
      name: row.table.name,
      element: name === 'comments_and_work_notes' ? 'comments' : name,
      element_id: valueOf(row, 'sys_id'),
      value: valueOf(row, name),
      sys_created_on: formatUtc(session.engine.shared.nowMs()),
      sys_created_by: session.user.userName,
    });
  }
}

export function clearJournals(row: Row): void {
  for (const name of pendingJournals(row)) delete row.values[name];
}
