import type { Kysely } from 'kysely';

/** What the relay has to remember where no app does it. Never edited after a release. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createIntents(db);
  await createSnapshots(db);
  await createRuleTokens(db);
}

async function createIntents(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('intent')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('workspace', 'text', (column) => column.notNull())
    .addColumn('connection', 'text', (column) => column.notNull())
    .addColumn('table_name', 'text', (column) => column.notNull())
    .addColumn('episode', 'integer', (column) => column.notNull())
    .addColumn('sys_id', 'text')
    .addColumn('applied_seq', 'integer', (column) => column.notNull())
    .addColumn('applied_event_id', 'text', (column) => column.notNull())
    .addColumn('sent_at', 'bigint')
    .addColumn('sent_event_id', 'text')
    .addColumn('sent_seq', 'integer')
    .addColumn('sweep_until', 'bigint', (column) => column.notNull())
    .addColumn('seen', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('intent_to_sweep')
    .on('intent')
    .columns(['workspace', 'connection', 'sweep_until'])
    .execute();
  await db.schema
    .createIndex('intent_by_record')
    .on('intent')
    .columns(['workspace', 'connection', 'sys_id'])
    .execute();
  await db.schema
    .createTable('intent_note')
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('is_applied', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('intent_note_once', ['key', 'id'])
    .execute();
}

async function createSnapshots(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('snapshot')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('workspace', 'text', (column) => column.notNull())
    .addColumn('connection', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('received_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('watermark')
    .addColumn('workspace', 'text', (column) => column.notNull())
    .addColumn('connection', 'text', (column) => column.notNull())
    .addColumn('table_name', 'text', (column) => column.notNull())
    .addColumn('updated_on', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('watermark_one_per_table', ['workspace', 'connection', 'table_name'])
    .execute();
}

async function createRuleTokens(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('rule_token')
    .addColumn('workspace', 'text', (column) => column.notNull())
    .addColumn('connection', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('rule_token_one_per_connection', ['workspace', 'connection'])
    .execute();
}
