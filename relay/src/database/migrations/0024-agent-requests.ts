import type { Kysely } from 'kysely';

/** What waits for an agent beside an instance, and what it brought. Never edited after a release. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('agent_request')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('workspace', 'text', (column) => column.notNull())
    .addColumn('connection', 'text', (column) => column.notNull())
    .addColumn('request', 'text', (column) => column.notNull())
    .addColumn('ends_at', 'bigint', (column) => column.notNull())
    .addColumn('taken_at', 'bigint')
    .addColumn('result', 'text')
    .execute();
  await db.schema
    .createIndex('agent_request_by_connection')
    .on('agent_request')
    .columns(['workspace', 'connection', 'id'])
    .execute();
}
