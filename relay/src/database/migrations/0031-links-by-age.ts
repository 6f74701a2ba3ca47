import type { Kysely } from 'kysely';

/**
 * Sweeps go through the links of a connection by their age. By their keys, which are digests, each new link
 * went to another page: a fifth of all that was written while a backlog drained. Never edited after a
 * release.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex('link_of_connection').execute();
  await db.schema
    .createIndex('link_by_age')
    .on('link')
    .columns(['workspace', 'connection', 'created_at', 'key'])
    .execute();
}
