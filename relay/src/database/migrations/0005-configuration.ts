import type { Kysely } from 'kysely';

/** What operators configure, and every version of it. Never edited after a release. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('configuration')
    .addColumn('workspace', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('entry', 'text', (column) => column.notNull())
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('configuration_one_per_name', ['workspace', 'kind', 'name'])
    .execute();
  await db.schema
    .createTable('configuration_version')
    .addColumn('revision', 'bigint', (column) => column.primaryKey())
    .addColumn('workspace', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('objects', 'text')
    .execute();
  await db.schema
    .createIndex('configuration_version_by_workspace')
    .on('configuration_version')
    .columns(['workspace', 'revision'])
    .execute();
}
