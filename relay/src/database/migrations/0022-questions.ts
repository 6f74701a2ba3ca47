import { type Kysely, sql } from 'kysely';

/**
 * What people ask is answered by an index: how much waits in each workspace, what belongs to a record,
 * what was tried. None of these is written when an alert is taken in, but for the workspace, which comes to
 * an entry that is written anyway. Never edited after a release.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex('job_in_lane_order').execute();
  await db.schema
    .createIndex('job_in_lane_order')
    .on('job')
    .columns(['lane', 'seq', 'workspace', 'state'])
    .where(sql<boolean>`state in ('waiting', 'blocking') and arrived = 0`)
    .execute();
  await db.schema.dropIndex('job_arrived').execute();
  await db.schema
    .createIndex('job_arrived')
    .on('job')
    .columns(['seq', 'workspace'])
    .where(sql<boolean>`arrived = 1`)
    .execute();
  await db.schema
    .createIndex('link_by_number')
    .on('link')
    .columns(['workspace', 'number'])
    .execute();
  await db.schema
    .createIndex('link_newest')
    .on('link')
    .columns(['workspace', 'created_at', 'key'])
    .execute();
  await db.schema.createIndex('attempt_by_subject').on('attempt').column('subject').execute();
  await db.schema
    .createIndex('write_back_of_change')
    .on('write_back')
    .column('change_id')
    .execute();
}
