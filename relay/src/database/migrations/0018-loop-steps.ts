import type { Kysely } from 'kysely';

/**
 * What went between a tool and a record without anybody's doing: the memory of the loop breaker. Never
 * edited after a release.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('loop_step')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('workspace', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('way', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('loop_step_by_key').on('loop_step').columns(['key', 'at']).execute();
}
