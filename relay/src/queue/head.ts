import type { Db } from '../database/schema.ts';
import { type Job, toJob } from './job.ts';

/** The job that a lane has to do next; a blocking one holds the lane. */
export async function findHead(db: Db, lane: string): Promise<Job | undefined> {
  const row = await db
    .selectFrom('job')
    .selectAll()
    .where('lane', '=', lane)
    .where('state', 'in', ['waiting', 'blocking'])
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : toJob(row);
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
