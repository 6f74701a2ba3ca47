import type { Kysely } from 'kysely';

/** Where a person signs in for a connection: the way there, and what it left behind. Never edited after a release. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('sign_in')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('workspace', 'text', (column) => column.notNull())
    .addColumn('connection', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('link_hash', 'text')
    .addColumn('session_hash', 'text')
    .addColumn('session', 'text')
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('outcome', 'text')
    .addColumn('because', 'text')
    .addColumn('ended_at', 'bigint')
    .addUniqueConstraint('sign_in_one_per_link', ['link_hash'])
    .addUniqueConstraint('sign_in_one_per_session', ['session_hash'])
    .execute();
  await db.schema
    .createTable('refresh_token')
    .addColumn('workspace', 'text', (column) => column.notNull())
    .addColumn('connection', 'text', (column) => column.notNull())
    .addColumn('sealed', 'text', (column) => column.notNull())
    .addColumn('obtained_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('refresh_token_one_per_connection', ['workspace', 'connection'])
    .execute();
}
