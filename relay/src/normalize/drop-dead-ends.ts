import type { Db } from '../database/schema.ts';
import { findBornNames } from '../store/born-records.ts';
import type { NewEvent } from '../store/deliveries.ts';
import { findLiveLanes } from '../store/links.ts';
import type { RoutedEvents } from './route-events.ts';

/**
 * An event that merely follows goes where its alert has a record or is about to get one. Where there
 * is none nothing waits for it; if no other route has it either, it is kept once, with the reason.
 *
 * Runs in the transaction that keeps the deliveries, so that no record can come up in between; asks
 * only where some route has conditions: most deliveries have nothing that merely follows.
 * @param isArriving whether a lane has jobs that only the process knows that took them in
 */
export async function dropDeadEnds<Routed extends RoutedEvents>(
  db: Db,
  batch: readonly Routed[],
  isArriving: (lane: string) => boolean,
): Promise<readonly Routed[]> {
  const events = batch.flatMap((routed) => routed.events);
  const lanesOf = (isFollowing: boolean): readonly string[] =>
    events.flatMap(({ lane, follows }) =>
      lane !== undefined && (follows !== undefined) === isFollowing ? [lane] : [],
    );
  const following = lanesOf(true);
  if (following.length === 0) return batch;
  const live = new Set([
    ...lanesOf(false),
    ...following.filter(isArriving),
    ...(await findLiveLanes(db, following)),
    ...(await findLanesOfBorn(db, events)),
  ]);
  return batch.map((routed) => dropFrom(routed, live));
}

/** Where an alert is told of that we opened: the record it stands for has a lane, and perhaps no link yet. */
async function findLanesOfBorn(db: Db, events: readonly NewEvent[]): Promise<readonly string[]> {
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
