import type { Kysely } from 'kysely';

/** Entries of the audit follow each other by number and hash. Never edited after a release. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('audit').addColumn('number', 'bigint').execute();
  await db.schema.alterTable('audit').addColumn('hash', 'text').execute();
  await db.schema
    .createIndex('audit_one_per_number')
    .on('audit')
    .column('number')
    .unique()
    .execute();
  await db.schema
    .createTable('audit_head')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('number', 'bigint', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute();
}
