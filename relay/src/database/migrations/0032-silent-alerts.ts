import { type Kysely, sql } from 'kysely';

/**
 * When the alerts of an open record were last spoken of, where their route ends those that nobody speaks of
 * any more; absent for all others, whose writes the index costs nothing. Never edited after a release.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('link').addColumn('heard_at', 'bigint').execute();
  await db.schema
    .createIndex('link_by_silence')
    .on('link')
    .columns(['workspace', 'connection', 'heard_at'])
    .where(sql<boolean>`phase = 'open' and heard_at is not null`)
    .execute();
}
