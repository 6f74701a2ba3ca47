import { isUndone } from '../database/job-states.ts';
import type { Db } from '../database/schema.ts';
import { type Job, toJob } from './job.ts';

/** The jobs that a lane has to do next, in order; a blocking one holds the lane. */
export async function findHeads(db: Db, lane: string, limit: number): Promise<readonly Job[]> {
  const rows = await db
    .selectFrom('job')
    .selectAll()
    .where('lane', '=', lane)
    .where(isUndone)
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map(toJob);
}

/** Whether a job is still to be done, or is being done now. */
export async function isJobWaiting(db: Db, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('job')
    .select('id')
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .executeTakeFirst();
  return row !== undefined;
}
