import { type RawBuilder, sql } from 'kysely';
import type { Db, Tx } from '../database/schema.ts';
import { walkIndexes } from './walk-indexes.ts';

/** A lane, and what it needs that is away. */
export interface HeldLane {
  readonly lane: string;
  readonly hold: string;
}

/** In the order of their names, as all that several relays write; of one that is named twice, the last. */
export async function holdLanes(transaction: Tx, lanes: readonly HeldLane[]): Promise<void> {
  if (lanes.length === 0) return;
  const once = [...new Map(lanes.map((one) => [one.lane, one])).values()];
  const ordered = once.toSorted((left, right) => (left.lane < right.lane ? -1 : 1));
  await transaction
    .insertInto('held_lane')
    .values(ordered.map(({ lane, hold }) => ({ lane, hold })))
    .onConflict((conflict) =>
      conflict.column('lane').doUpdateSet((eb) => ({ hold: eb.ref('excluded.hold') })),
    )
    .execute();
}

/**
 * Lets go of the next of those that are held for it, by name; what another relay is letting go of is left to it.
 * By their place: the statistics may be of a time when nothing was held (see `claimLeases`).
 */
export async function letLanesGo(
  transaction: Tx,
  hold: string,
  after: string,
  limit: number,
): Promise<readonly string[]> {
  await walkIndexes(transaction);
  const { rows } = await sql<{ lane: string }>`
    with chosen as (
      select ctid from held_lane where hold = ${hold} and lane > ${after}
      order by lane limit ${limit} for update skip locked),
    gone as (
      delete from held_lane where ctid = any(array(select ctid from chosen)) returning lane)
    select lane from gone order by lane`.execute(transaction);
  return rows.map(({ lane }) => lane);
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
