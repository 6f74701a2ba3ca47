import { isJournal, type Table } from '../dictionary/dictionary.ts';
import { quoted, textOf, type SqlValue, type Store } from './database.ts';
import type { Values } from './rows.ts';

/** Reading and writing single rows of a table; rules, access and numbering are the engine's business. */

interface Selection {
  readonly names: readonly string[];
  readonly sql: string;
}

const selections = new WeakMap<Table, Selection>();

/** The stored columns of a table, in the order in which `toRecord` expects them. */
export function selectionOf(table: Table): Selection {
  const known = selections.get(table);
  if (known !== undefined) return known;
  const names = [...table.columns.values()]
    .filter((column) => !isJournal(column))
    .map((column) => column.name);
  const selection = { names, sql: names.map((name) => `r.${quoted(name)}`).join(', ') };
  selections.set(table, selection);
  return selection;
}

export function toRecord(table: Table, row: readonly SqlValue[]): Values {
  const values: Values = {};
  const { names } = selectionOf(table);
  for (const [index, name] of names.entries()) {
    const value = row[index];
    if (value !== null && value !== undefined) values[name] = textOf(value);
  }
  return values;
}

export function readRecord(store: Store, table: Table, sysId: string): Values | undefined {
  // Ids that callers choose keep their case; all others are lower case.
  const text = `SELECT ${selectionOf(table).sql} FROM ${quoted(table.storage)} r WHERE r.sys_id IN (?, ?)${classFilter(table)}`;
  const row = store.prepareRaw(text).get(sysId, sysId.toLowerCase());
  return row === undefined ? undefined : toRecord(table, row);
}

/** A child table shows only its own rows of the shared storage. */
export function classFilter(table: Table): string {
  if (table.storage === table.name || !table.columns.has('sys_class_name')) return '';
  const names = table.family.map((name) => `'${name.replaceAll("'", "''")}'`);
  // With one class the index on class and column also gives the order.
  if (names.length === 1) return ` AND r.sys_class_name = ${names.join('')}`;
  return ` AND r.sys_class_name IN (${names.join(', ')})`;
}

export function insertRow(store: Store, table: Table, values: Values): void {
  const names = selectionOf(table).names.filter((name) => (values[name] ?? '') !== '');
  const places = names.map(() => '?').join(', ');
  const text = `INSERT INTO ${quoted(table.storage)} (${names.map(quoted).join(', ')}) VALUES (${places})`;
  store.prepare(text).run(...names.map((name) => values[name] ?? null));
}

export function updateRow(store: Store, table: Table, sysId: string, changed: Values): number {
  const names = Object.keys(changed).filter((name) => table.columns.has(name));
  if (names.length === 0) return 0;
  const text = `UPDATE ${quoted(table.storage)} SET ${names.map((name) => `${quoted(name)} = ?`).join(', ')} WHERE sys_id = ?`;
  const bound = names.map((name) => (changed[name] === '' ? null : (changed[name] ?? null)));
  return store.prepare(text).run(...bound, sysId).changes;
}

export function deleteRow(store: Store, table: Table, sysId: string): number {
  return store.prepare(`DELETE FROM ${quoted(table.storage)} WHERE sys_id = ?`).run(sysId).changes;
}
