import type { Kysely } from 'kysely';

/**
 * Lanes that are let go come in the order in which their work came, and not in that of their names, which are
 * digests. The index by name stays for relays of the release before. Never edited after a release.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('held_lane')
    .addColumn('number', 'bigint', (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema
    .createIndex('held_lane_in_order')
    .on('held_lane')
    .columns(['hold', 'number', 'lane'])
    .execute();
}
