import type { Column, Table } from '../dictionary/dictionary.ts';
import type { Session } from '../engine/session.ts';
import { rowsOf, type Values } from '../store/rows.ts';

/**
 * Columns that a form of this view names, `''` is the default one. A table without a layout for the view shows
 * that of the default view, and without any a short choice (both assumed).
 */
export function formColumns(session: Session, table: Table, view: string): Column[] {
  const { store } = session.engine;
  const sections = new Set(
    ofView(session, rowsOf(store, 'sys_ui_section'), table, view).map((row) => row['sys_id'] ?? ''),
  );
  const elements = rowsOf(store, 'sys_ui_element').filter((row) =>
    sections.has(row['sys_ui_section'] ?? ''),
  );
  return chosen(table, elements, 24);
}

export function listColumns(session: Session, table: Table): Column[] {
  const { store } = session.engine;
  const lists = new Set(
    ofView(session, rowsOf(store, 'sys_ui_list'), table, '').map((row) => row['sys_id'] ?? ''),
  );
  const elements = rowsOf(store, 'sys_ui_list_element').filter((row) =>
    lists.has(row['list_id'] ?? ''),
  );
  return chosen(table, elements, 8);
}

/** Related lists of a form, in their order: `REL:` and the sys_id of a relationship, or `table.column`. */
export function relatedListsOf(session: Session, table: Table, view: string): string[] {
  const { store } = session.engine;
  const lists = new Set(
    ofView(session, rowsOf(store, 'sys_ui_related_list'), table, view).map(
      (row) => row['sys_id'] ?? '',
    ),
  );
  return rowsOf(store, 'sys_ui_related_list_entry')
    .filter((row) => lists.has(row['list_id'] ?? ''))
    .toSorted(byPosition)
    .map((row) => row['related_list'] ?? '');
}

function ofView(
  session: Session,
  rows: readonly Values[],
  table: Table,
  view: string,
): readonly Values[] {
  const views = rowsOf(session.engine.store, 'sys_ui_view');
  const isDefault = (row: Values): boolean =>
    ['', 'Default view', idOf(views, '')].includes(row['view'] ?? '');
  const ofTable = rows.filter((row) => row['name'] === table.name);
  const named = ofTable.filter((row) => row['view'] === idOf(views, view));
  return view === '' || named.length === 0 ? ofTable.filter(isDefault) : named;
}

function idOf(views: readonly Values[], name: string): string | undefined {
  return views.find((row) => (row['name'] ?? '') === name)?.['sys_id'];
}

const byPosition = (a: Values, b: Values): number =>
  Number(a['position'] ?? 0) - Number(b['position'] ?? 0);

/** The first that people look for, then what the table itself has. */
const usual = ['number', 'name', 'short_description', 'state', 'priority', 'assigned_to', 'active'];

function chosen(table: Table, elements: readonly Values[], most: number): Column[] {
  const named = elements
    .toSorted(byPosition)
    .flatMap((row) => table.columns.get(row['element'] ?? '') ?? []);
  if (named.length > 0) return named;
  const own = [...table.columns.values()].filter(
    (column) => !column.name.startsWith('sys_') && !usual.includes(column.name),
  );
  const first = usual.flatMap((name) => table.columns.get(name) ?? []);
  return [...first, ...own].slice(0, most);
}
