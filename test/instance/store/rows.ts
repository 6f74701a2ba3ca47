import { quoted, textOf, type SqlValue, type Store } from './database.ts';

/** Stored values by column; absent and empty mean the same, as on the platform. */
export type Values = Record<string, string>;

/** Every row of one SQL table, without the dictionary: for reading the dictionary itself. */
export function rowsOf(store: Store, table: string): Values[] {
  const statement = store.sql.prepare<SqlValue[], Record<string, SqlValue>>(
    `SELECT * FROM ${quoted(table)}`,
  );
  return statement.all().map(toValues);
}

/** The same with the named columns only. */
export function columnsOf(store: Store, table: string, names: readonly string[]): Values[] {
  const rows = store.sql
    .prepare<SqlValue[], SqlValue[]>(`SELECT ${names.map(quoted).join(', ')} FROM ${quoted(table)}`)
    .raw()
    .all();
  return rows.map((row) => {
    const values: Values = {};
    for (const [index, name] of names.entries()) {
      const value = row[index];
      if (value !== null && value !== undefined) values[name] = textOf(value);
    }
    return values;
  });
}

export function toValues(row: Readonly<Record<string, SqlValue>>): Values {
  const values: Values = {};
  for (const [name, value] of Object.entries(row)) {
    if (value !== null) values[name] = textOf(value);
  }
  return values;
}
