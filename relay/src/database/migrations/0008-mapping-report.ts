import type { Kysely } from 'kysely';

/** The last look at what has come apart between routes and an instance. Never edited after a release. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('mapping_report')
    .addColumn('workspace', 'text', (column) => column.notNull())
    .addColumn('connection', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('mapping_report_one_per_connection', ['workspace', 'connection'])
    .execute();
}
