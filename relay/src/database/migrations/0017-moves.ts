import type { Kysely } from 'kysely';

/** Which store was moved into which: the same id stands in both. Never edited after a release. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('store_move')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('begun_at', 'bigint', (column) => column.notNull())
    .addColumn('done_at', 'bigint')
    .execute();
}
