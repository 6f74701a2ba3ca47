import { sql } from 'kysely';
import { isInLaneOrder } from '../database/job-states.ts';
import type { Db } from '../database/schema.ts';

/**
 * Lanes that have work, in order of their names, after the given one. Each step of the recursion
 * jumps to the next lane through the index, so that one lane with a million jobs costs one step.
 * (`select distinct lane` walked every row. So did `min(lane)` in PostgreSQL, to which one row to look
 * through is as good as the first of an index, while its statistics are of a quiet hour.)
 */
export async function findLanes(db: Db, after: string, limit: number): Promise<readonly string[]> {
  const { rows } = await sql<{ lane: string }>`
    with recursive lanes(lane) as (
      select (
        select lane from job where lane > ${after} and ${isInLaneOrder} order by lane limit 1)
      union all
      select (
        select job.lane from job where job.lane > lanes.lane and ${isInLaneOrder}
        order by job.lane limit 1)
      from lanes where lanes.lane is not null
    )
    select lane from lanes where lane is not null limit ${limit}
  `.execute(db);
  return rows.map(({ lane }) => lane);
}

/** Lanes of the jobs that came last: a range at the end of the primary key, whatever waits before it. */
export async function findNewestLanes(db: Db, limit: number): Promise<readonly string[]> {
  const { rows } = await sql<{ lane: string }>`
    select distinct lane from (
      select lane, state from job order by seq desc limit ${limit}) as newest
    where state = 'waiting'
  `.execute(db);
  return rows.map(({ lane }) => lane);
}
