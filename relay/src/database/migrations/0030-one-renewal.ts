import type { Kysely } from 'kysely';

/** Who shows the refresh token of a connection right now, and until when. Never edited after a release. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Each its own statement: SQLite adds one column at a time.
  await db.schema.alterTable('refresh_token').addColumn('renewed_by', 'text').execute();
  await db.schema.alterTable('refresh_token').addColumn('renewed_until', 'bigint').execute();
}
