import type { Column, Table } from '../dictionary/dictionary.ts';
import type { Session } from '../engine/session.ts';
import { rowsOf, type Values } from '../store/rows.ts';

/** Columns that a form or a list of the default view names; without such a layout, a short choice (assumed). */
export function formColumns(session: Session, table: Table): Column[] {
  const { store } = session.engine;
  const sections = new Set(
    ofDefaultView(rowsOf(store, 'sys_ui_section'), table).map((row) => row['sys_id'] ?? ''),
  );
  const elements = rowsOf(store, 'sys_ui_element').filter((row) =>
    sections.has(row['sys_ui_section'] ?? ''),
  );
  return chosen(table, elements, 24);
}

export function listColumns(session: Session, table: Table): Column[] {
  const { store } = session.engine;
  const lists = new Set(
    ofDefaultView(rowsOf(store, 'sys_ui_list'), table).map((row) => row['sys_id'] ?? ''),
  );
  const elements = rowsOf(store, 'sys_ui_list_element').filter((row) =>
    lists.has(row['list_id'] ?? ''),
  );
  return chosen(table, elements, 8);
}

function ofDefaultView(rows: readonly Values[], table: Table): Values[] {
  return rows.filter(
    (row) => row['name'] === table.name && ['', 'Default view'].includes(row['view'] ?? ''),
  );
}

/** The first that people look for, then what the table itself has. */
const usual = ['number', 'name', 'short_description', 'state', 'priority', 'assigned_to', 'active'];

function chosen(table: Table, elements: readonly Values[], most: number): Column[] {
  const named = elements
    .toSorted((a, b) => Number(a['position'] ?? 0) - Number(b['position'] ?? 0))
    .flatMap((row) => table.columns.get(row['element'] ?? '') ?? []);
  if (named.length > 0) return named;
  const own = [...table.columns.values()].filter(
    (column) => !column.name.startsWith('sys_') && !usual.includes(column.name),
  );
  const first = usual.flatMap((name) => table.columns.get(name) ?? []);
  return [...first, ...own].slice(0, most);
}
