import { PostgresAdapter, type RawBuilder, type Selectable, sql } from 'kysely';
import { hasArrived, isInLaneOrder } from '../database/job-states.ts';
import { loadTogether } from '../database/load-together.ts';
import { rememberQuery } from '../database/remember-query.ts';
import type { Db, JobTable } from '../database/schema.ts';
import type { Arrivals } from './arrivals.ts';
import { type JobKind, type QueuedJob, toJob } from './job.ts';

/** What a lane asks of the store before it does something, all lanes together. */
export type JobReads = ReturnType<typeof createJobReads>;

export function createJobReads(db: Db) {
  const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter;
  return {
    db,
    findArrived: loadTogether(async (ids: readonly string[]) => {
      const rows = await selectArrived(db, ids);
      const byId = new Map(rows.map((row) => [row.id, row]));
      return (id: string) => byId.get(id);
    }),
    findIndexed: isPostgres ? findAllIndexed(db) : findEachIndexed(db),
  };
}

type FindIndexed = (lane: string, limit: number) => Promise<readonly Selectable<JobTable>[]>;

/** A question takes a round trip, and what lanes ask afterwards is together only where its answers are. */
function findAllIndexed(db: Db): FindIndexed {
  const load = loadTogether(async (asked: readonly (readonly [string, number])[]) => {
    const lanes = [...new Set(asked.map(([lane]) => lane))];
    const most = Math.max(...asked.map(([, limit]) => limit));
    const byLane = Map.groupBy(await selectAllIndexed(db, lanes, most), ({ lane }) => lane);
    return ([lane, limit]) => (byLane.get(lane) ?? []).slice(0, limit);
  });
  return async (lane, limit) => load([lane, limit]);
}

/** Few lanes have jobs there, and a question is a call of a function. */
function findEachIndexed(db: Db): FindIndexed {
  const hasIndexed = loadTogether(async (lanes: readonly string[]) => {
    const rows = await selectBusy(db, lanes);
    const busy = new Set(rows.map(({ lane }) => lane));
    return (lane: string) => busy.has(lane);
  });
  return async (lane, limit) => ((await hasIndexed(lane)) ? selectIndexed(db, lane, limit) : []);
}

const selectArrived = rememberQuery(
  (db, ids: readonly string[]) =>
    db
      .selectFrom('job')
      .selectAll()
      .where('id', 'in', [...ids])
      .where(hasArrived),
  (ids) => [...ids],
);

/** The rows of a list without names of their own have one column of this name, on both stores. */
const asked = sql.ref<string>('asked.column1');

const hasWork = sql<boolean>`(select 1 from job where job.lane = ${asked} and ${isInLaneOrder} limit 1) = 1`;

const selectBusy = rememberQuery(
  (db, lanes: readonly string[]) =>
    db.selectFrom(listOf(lanes).as('asked')).select(asked.as('lane')).where(hasWork),
  (lanes) => [...lanes],
);

function listOf(lanes: readonly string[]): RawBuilder<{ column1: string }> {
  return sql`(values ${sql.join(lanes.map((lane) => sql`(${lane})`))})`;
}

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

/**
 * The order names the lane, and the lane is asked for as a range, so that only the index of the lanes gives this
 * order. With `lane = …` PostgreSQL took the order from the primary key, and read all jobs for each lane, as long
 * as its statistics were of a quiet hour.
 */
async function selectAllIndexed(
  db: Db,
  lanes: readonly string[],
  limit: number,
): Promise<readonly Selectable<JobTable>[]> {
  const { rows } = await sql<Selectable<JobTable>>`
    select head.* from unnest(${[...lanes]}::text[]) as asked cross join lateral (
      select * from job
      where job.lane >= asked and job.lane <= asked and ${isInLaneOrder}
      order by job.lane, job.seq limit ${limit}) as head`.execute(db);
  return rows;
}

/** The jobs that a lane has to do next, in order; a blocking one holds the lane. */
export async function findHeads(
  reads: JobReads,
  arrivals: Pick<Arrivals, 'idsOf' | 'forget'>,
  lane: string,
  limit: number,
): Promise<readonly QueuedJob[]> {
  const arrived = await findFirstArrived(reads.db, arrivals, lane, limit);
  const [indexed, ...found] = await Promise.all([
    reads.findIndexed(lane, limit),
    ...arrived.map(async (id) => reads.findArrived(id)),
  ]);
  const known = found.filter((row) => row !== undefined);
  if (known.length < arrived.length) {
    const left = new Set(known.map(({ id }) => id));
    arrivals.forget(lane, new Set(arrived.filter((id) => !left.has(id))));
  }
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
