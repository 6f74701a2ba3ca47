import type { Access } from '../acl/access.ts';
import { isDateTime, isJournal, isNumeric, type Column } from '../dictionary/dictionary.ts';
import { displayOf } from '../engine/display.ts';
import { valueOf, type Row, type Session } from '../engine/session.ts';
import { renderJournal } from '../glide/journal-text.ts';

/** A record as the Change API shows it: numbers and booleans as such, dates in the caller's zone besides (recorded). */
export function renderTyped(
  session: Session,
  access: Access,
  row: Row,
): Record<string, Record<string, unknown>> {
  const readable = [...row.table.columns.values()].filter((column) =>
    access.mayUseField(session, row.table, column, 'read', row),
  );
  return Object.fromEntries(readable.map((column) => [column.name, cell(session, row, column)]));
}

function cell(session: Session, row: Row, column: Column): Record<string, unknown> {
  const { engine, user } = session;
  if (isJournal(column)) {
    const entries = renderJournal(engine, row, column.name, user.timeZone);
    return { display_value: entries, value: '' };
  }
  const value = valueOf(row, column.name);
  const display = displayOf(engine, column, value, user.timeZone);
  if (isDateTime(column) || column.type === 'glide_date')
    return { display_value: display, value, display_value_internal: display };
  return { display_value: display, value: typed(column, value) };
}

function typed(column: Column, value: string): string | number | boolean {
  if (column.type === 'boolean') return value === '1';
  return isNumeric(column) && value !== '' ? Number(value) : value;
}
