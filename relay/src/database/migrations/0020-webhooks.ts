import type { Kysely } from 'kysely';

/** What outgoing webhooks sent, and what they were answered. Never edited after a release. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('webhook_run')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('workspace', 'text', (column) => column.notNull())
    .addColumn('webhook', 'text', (column) => column.notNull())
    .addColumn('trigger_name', 'text', (column) => column.notNull())
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('number', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('tries', 'integer', (column) => column.notNull())
    .addColumn('tried_at', 'bigint')
    .addColumn('ms', 'bigint')
    .addColumn('status', 'integer')
    .addColumn('answer', 'text')
    .addColumn('problem', 'text')
    .addColumn('outcome', 'text')
    .execute();
  await db.schema
    .createIndex('webhook_run_by_webhook')
    .on('webhook_run')
    .columns(['workspace', 'webhook', 'id'])
    .execute();
}
