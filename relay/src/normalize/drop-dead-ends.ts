import { PostgresAdapter, sql } from 'kysely';
import type { Tx } from '../database/schema.ts';
import { sha256Hex } from '../lib/digest.ts';
import { findBornNames } from '../store/born-records.ts';
import type { NewEvent } from '../store/deliveries.ts';
import { findLiveLanes } from '../store/links.ts';
import type { RoutedEvents } from './route-events.ts';

/**
 * An event that merely follows goes where its alert has a record or is about to get one. Where there
 * is none nothing waits for it; if no other route has it either, it is kept once, with the reason.
 *
 * Runs in the transaction that keeps the deliveries, so that no record can come up in between: SQLite has
 * one writer, on PostgreSQL see `lockLanes`. Asks only where some route has conditions: most deliveries
 * have nothing that merely follows.
 * @param isArriving whether a lane has jobs that only the process knows that took them in
 */
export async function dropDeadEnds<Routed extends RoutedEvents>(
  db: Tx,
  batch: readonly Routed[],
  isArriving: (lane: string) => boolean,
): Promise<readonly Routed[]> {
  const events = batch.flatMap((routed) => routed.events);
  const lanesOf = (isFollowing: boolean): readonly string[] =>
    events.flatMap(({ lane, follows }) =>
      lane !== undefined && (follows !== undefined) === isFollowing ? [lane] : [],
    );
  const following = lanesOf(true);
  await lockLanes(db, lanesOf(false), following);
  if (following.length === 0) return batch;
  const live = new Set([
    ...lanesOf(false),
    ...following.filter(isArriving),
    ...(await findLiveLanes(db, following)),
    ...(await findLanesOfBorn(db, events)),
  ]);
  return batch.map((routed) => dropFrom(routed, live));
}

/** Any number that nobody else takes: it sets these locks apart from those of pg-boss and of migrations. */
const LOCK_CLASS = 0x61_72_6c_6e;
/** A delivery may have thousands of lanes, and the lock table of a server holds a few thousand rows. */
const LOCKS = 64;

/**
 * Two relays may keep at once what opens a lane and what follows in it, and neither sees what the other has
 * not committed: the follower would be dropped although its record is about to come. So who follows waits
 * for those who open. Openers share their lock and do not wait for each other; all locks are taken in one
 * order, and PostgreSQL drops them at the end of the transaction.
 */
async function lockLanes(
  db: Tx,
  opening: readonly string[],
  following: readonly string[],
): Promise<void> {
  if (!(db.getExecutor().adapter instanceof PostgresAdapter)) return;
  const alone = new Set(following.map(toLock));
  const all = [...new Set([...opening.map(toLock), ...alone])].toSorted((a, b) => a - b);
  if (all.length === 0) return;
  const locks = all.map((lock) => {
    const take = alone.has(lock) ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared';
    return sql`${sql.raw(take)}(${sql.lit(LOCK_CLASS)}, ${sql.lit(lock)})`;
  });
  // The expressions of a select list are evaluated from left to right.
  await sql`select ${sql.join(locks)}`.execute(db);
}

function toLock(lane: string): number {
  return Number.parseInt(sha256Hex(lane).slice(0, 8), 16) % LOCKS;
}

/** Where an alert is told of that we opened: the record it stands for has a lane, and perhaps no link yet. */
async function findLanesOfBorn(db: Tx, events: readonly NewEvent[]): Promise<readonly string[]> {
  const named = events.flatMap(({ ownName: name, lane }) =>
    name === undefined || lane === undefined ? [] : [{ name, lane }],
  );
  const known = await findBornNames(db, [...new Set(named.map(({ name }) => name))]);
  return named.filter(({ name }) => known.has(name)).map(({ lane }) => lane);
}

function dropFrom<Routed extends RoutedEvents>(
  routed: Routed,
  liveLanes: ReadonlySet<string>,
): Routed {
  const isLive = ({ lane, follows }: NewEvent): boolean =>
    follows === undefined || (lane !== undefined && liveLanes.has(lane));
  const told = new Set(routed.events.filter(isLive).map(({ position }) => position));
  const events = routed.events.flatMap((one) => {
    if (isLive(one)) return [one];
    if (told.has(one.position)) return [];
    told.add(one.position);
    return [{ ...one, lane: undefined, correlationKey: undefined }];
  });
  const lanes = new Set(events.map(({ lane }) => lane));
  return { ...routed, events, jobs: routed.jobs.filter(({ lane }) => lanes.has(lane)) };
}
