import { hasArrived, isInLaneOrder } from '../database/job-states.ts';
import type { Db } from '../database/schema.ts';
import type { Arrivals } from './arrivals.ts';
import { type Job, type JobKind, toJob } from './job.ts';

/** The jobs that a lane has to do next, in order; a blocking one holds the lane. */
export async function findHeads(
  db: Db,
  arrivals: Pick<Arrivals, 'idsOf' | 'forget'>,
  lane: string,
  limit: number,
): Promise<readonly Job[]> {
  const arrived = await findFirstArrived(db, arrivals, lane, limit);
  const rows = await db
    .selectFrom('job')
    .selectAll()
    .where((where) => {
      const indexed = where.and([where('lane', '=', lane), isInLaneOrder]);
      if (arrived.length === 0) return indexed;
      return where.or([indexed, where.and([where('id', 'in', arrived), hasArrived])]);
    })
    .orderBy('seq')
    .limit(limit)
    .execute();
  if (rows.length < limit) {
    const found = new Set(rows.filter((row) => row.arrived === 1).map(({ id }) => id));
    arrivals.forget(lane, new Set(arrived.filter((id) => !found.has(id))));
  }
  return rows.map(toJob);
}

/**
 * Where more arrived than are asked for, those that are done make room first: what is in the index would
 * overtake the ones behind them.
 */
async function findFirstArrived(
  db: Db,
  arrivals: Pick<Arrivals, 'idsOf' | 'forget'>,
  lane: string,
  limit: number,
): Promise<readonly string[]> {
  for (;;) {
    const known = arrivals.idsOf(lane);
    const first = known.slice(0, limit);
    if (known.length <= limit) return first;
    const rows = await db
      .selectFrom('job')
      .select('id')
      .where('id', 'in', first)
      .where(hasArrived)
      .execute();
    if (rows.length === first.length) return first;
    const left = new Set(rows.map(({ id }) => id));
    arrivals.forget(lane, new Set(first.filter((id) => !left.has(id))));
  }
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

/** What waiting jobs of a kind in these lanes are about. */
export async function findWaitingSubjects(
  db: Db,
  kind: JobKind,
  lanes: readonly string[],
): Promise<ReadonlySet<string>> {
  if (lanes.length === 0) return new Set();
  const rows = await db
    .selectFrom('job')
    .select('subject')
    .where('lane', 'in', [...lanes])
    .where(isInLaneOrder)
    .where('kind', '=', kind)
    .execute();
  return new Set(rows.map(({ subject }) => subject));
}
