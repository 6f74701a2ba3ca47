import { type RawBuilder, sql } from 'kysely';
import { isInLaneOrder } from '../database/job-states.ts';
import type { Db, Tx } from '../database/schema.ts';
import { walkIndexes } from './walk-indexes.ts';

/** A lane, and what it needs that is away. */
export interface HeldLane {
  readonly lane: string;
  readonly hold: string;
}

/** Where a held lane stands in the order in which its work came. */
export interface HeldPlace {
  readonly number: number;
  readonly lane: string;
}

/** Before all of them. */
export const FIRST_PLACE: HeldPlace = { number: 0, lane: '' };

/**
 * In the order of their names, as all that several relays write; of one that is named twice, the last. A lane that is
 * held again keeps its place. Its first job is asked for as in `head.ts`.
 */
export async function holdLanes(transaction: Tx, lanes: readonly HeldLane[]): Promise<void> {
  if (lanes.length === 0) return;
  const holds = new Map(lanes.map(({ lane, hold }) => [lane, hold]));
  const ordered = [...holds.keys()].toSorted();
  await sql`
    insert into held_lane (lane, hold, number)
    select asked.lane, asked.hold, coalesce((
      select job.seq from job
      where job.lane >= asked.lane and job.lane <= asked.lane and ${isInLaneOrder}
      order by job.lane, job.seq limit 1), 0)
    from unnest(
      ${ordered}::text[], ${ordered.map((lane) => holds.get(lane))}::text[]
    ) with ordinality as asked(lane, hold, place)
    order by asked.place
    on conflict (lane) do update set hold = excluded.hold, number = excluded.number`.execute(
    transaction,
  );
}

/**
 * Lets go of the next of those that are held for it, the one whose work came first before the others; what another
 * relay is letting go of is left to it.
 * By their place: the statistics may be of a time when nothing was held (see `claimLeases`).
 */
export async function letLanesGo(
  transaction: Tx,
  hold: string,
  after: HeldPlace,
  limit: number,
): Promise<readonly HeldPlace[]> {
  await walkIndexes(transaction);
  const { rows } = await sql<HeldPlace>`
    with chosen as (
      select ctid from held_lane
      where hold = ${hold} and (number, lane) > (${after.number}::bigint, ${after.lane})
      order by number, lane limit ${limit} for update skip locked),
    gone as (
      delete from held_lane where ctid = any(array(select ctid from chosen))
      returning number, lane)
    select number, lane from gone order by number, lane`.execute(transaction);
  return rows;
}

/** Whether this lane is held, in an order that only the primary key has: the other index was walked for each lane. */
export const isHeld = (lane: RawBuilder<string>) => sql<boolean>`(
  select 1 from held_lane where held_lane.lane >= ${lane} and held_lane.lane <= ${lane}
  order by held_lane.lane limit 1) is not null`;

/** Those of the lanes that are held. */
export async function findHeld(
  db: Db | Tx,
  lanes: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ lane: string }>`
    select lane from unnest(${[...lanes]}::text[]) as lane where ${isHeld(sql`lane.lane`)}`.execute(
    db,
  );
  return new Set(rows.map(({ lane }) => lane));
}

/** What lanes are held for. Each step jumps to the next one in the index, however many lanes wait for it. */
export async function findHolds(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ hold: string }>`
    with recursive holds(hold) as (
      (select hold from held_lane order by hold limit 1)
      union all
      select (
        select held_lane.hold from held_lane where held_lane.hold > holds.hold
        order by held_lane.hold limit 1)
      from holds where holds.hold is not null
    )
    select hold from holds where hold is not null`.execute(db);
  return rows.map(({ hold }) => hold);
}
