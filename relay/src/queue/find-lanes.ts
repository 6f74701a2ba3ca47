import { sql } from 'kysely';
import type { Db } from '../database/schema.ts';

/**
 * Lanes that have work, in order of their names, after the given one. Each step of the recursion
 * jumps to the next lane through the index, so that one lane with a million jobs costs one step.
 * (`select distinct lane` walked every row.)
 */
export async function findLanes(db: Db, after: string, limit: number): Promise<readonly string[]> {
  const { rows } = await sql<{ lane: string }>`
    with recursive lanes(lane) as (
      select min(lane) from job where lane > ${after} and state in ('waiting', 'blocking')
      union all
      select (select min(job.lane) from job where job.lane > lanes.lane and state in ('waiting', 'blocking'))
      from lanes where lanes.lane is not null
    )
    select lane from lanes where lane is not null limit ${limit}
  `.execute(db);
  return rows.map(({ lane }) => lane);
}
