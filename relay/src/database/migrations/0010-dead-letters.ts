import { type Kysely, sql } from 'kysely';

/** Dead letters are few among many jobs; they were counted and listed by walking all. Never edited after a release. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createIndex('job_dead')
    .on('job')
    .columns(['workspace', 'id'])
    .where(sql<boolean>`state in ('dead', 'blocking')`)
    .execute();
}
