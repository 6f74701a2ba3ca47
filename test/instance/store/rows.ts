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

export function toValues(row: Readonly<Record<string, SqlValue>>): Values {
  const values: Values = {};
  for (const [name, value] of Object.entries(row)) {
    if (value !== null) values[name] = textOf(value);
  }
  return values;
}
