import type { Kysely } from 'kysely';

/** What lanes wait for that share a database; see queue/README.md. Never edited after a release. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('held_lane')
    .addColumn('lane', 'text', (column) => column.primaryKey())
    .addColumn('hold', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('held_lane_by_hold')
    .on('held_lane')
    .columns(['hold', 'lane'])
    .execute();
}
