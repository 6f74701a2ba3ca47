import { hasArrived, isInLaneOrder } from '../database/job-states.ts';
import { rememberQuery } from '../database/remember-query.ts';
import type { Db } from '../database/schema.ts';
import type { Arrivals } from './arrivals.ts';
import { type Job, type JobKind, toJob } from './job.ts';

const selectIndexed = rememberQuery(
  (db, lane: string, limit: number) =>
    db
      .selectFrom('job')
      .selectAll()
      .where('lane', '=', lane)
      .where(isInLaneOrder)
      .orderBy('seq')
      .limit(limit),
  (lane, limit) => [lane, limit],
);
const selectArrived = rememberQuery(
  (db, ids: readonly string[]) =>
    db
      .selectFrom('job')
      .selectAll()
      .where('id', 'in', [...ids])
      .where(hasArrived),
  (ids) => [...ids],
);

/** The jobs that a lane has to do next, in order; a blocking one holds the lane. */
export async function findHeads(
  db: Db,
  arrivals: Pick<Arrivals, 'idsOf' | 'forget'>,
  lane: string,
  limit: number,
): Promise<readonly Job[]> {
  const arrived = await findFirstArrived(db, arrivals, lane, limit);
  const known = arrived.length === 0 ? [] : await selectArrived(db, arrived);
  if (known.length < arrived.length) {
    const found = new Set(known.map(({ id }) => id));
    arrivals.forget(lane, new Set(arrived.filter((id) => !found.has(id))));
  }
  const indexed = await selectIndexed(db, lane, limit);
  const rows = [...known, ...indexed].sort((one, other) => Number(one.seq) - Number(other.seq));
  return rows.slice(0, limit).map(toJob);
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
