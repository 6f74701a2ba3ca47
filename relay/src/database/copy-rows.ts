import { sql } from 'kysely';
import type { Tx } from './schema.ts';

/** Rows of any table, with the columns that the first of them has. */
export async function insertRows(
  transaction: Tx,
  table: string,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  const names = sql.join(columns.map((column) => sql.ref(column)));
  const values = sql.join(
    rows.map((row) => sql`(${sql.join(columns.map((column) => row[column]))})`),
  );
  await sql`insert into ${sql.table(table)} (${names}) values ${values}`.execute(transaction);
}
