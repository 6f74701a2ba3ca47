import { type Kysely, sql } from 'kysely';

/**
 * Jobs that just arrived are not in the index of the lanes; see queue/arrivals.ts. Never edited after a
 * release.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('job')
    .addColumn('arrived', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema.dropIndex('job_in_lane_order').execute();
  await db.schema
    .createIndex('job_in_lane_order')
    .on('job')
    .columns(['lane', 'seq'])
    .where(sql<boolean>`state in ('waiting', 'blocking') and arrived = 0`)
    .execute();
  await db.schema
    .createIndex('job_arrived')
    .on('job')
    .column('seq')
    .where(sql<boolean>`arrived = 1`)
    .execute();
}
