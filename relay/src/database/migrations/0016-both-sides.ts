import { type Kysely, sql } from 'kysely';

/**
 * What a sweep knows and did, and what is known of the apps on the other side. Never edited after a
 * release.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('app_watch')
    .addColumn('workspace', 'text', (column) => column.notNull())
    .addColumn('connection', 'text', (column) => column.notNull())
    .addColumn('since', 'bigint', (column) => column.notNull())
    .addColumn('answered_at', 'bigint')
    .addColumn('heard_at', 'bigint')
    .addColumn('app_version', 'text')
    .addColumn('waiting', 'integer')
    .addColumn('oldest_waiting_minutes', 'integer')
    .addColumn('dead', 'integer')
    .addColumn('silent_since', 'bigint')
    .addColumn('because', 'text')
    .addPrimaryKeyConstraint('app_watch_one_per_connection', ['workspace', 'connection'])
    .execute();
  await db.schema
    .createTable('repair')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('workspace', 'text', (column) => column.notNull())
    .addColumn('connection', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('number', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('detail', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .alterTable('link')
    .addColumn('reconciled_sequence', 'bigint', (column) => column.notNull().defaultTo(-1))
    .execute();
  await db.schema
    .createIndex('change_of_record')
    .on('change')
    .columns(['key', 'sequence'])
    .where(sql<boolean>`key is not null`)
    .execute();
  await db.schema
    .createIndex('link_of_connection')
    .on('link')
    .columns(['workspace', 'connection', 'key'])
    .execute();
}
