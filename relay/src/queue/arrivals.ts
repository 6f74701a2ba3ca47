import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Db } from '../database/schema.ts';
import { hasArrived } from '../database/job-states.ts';
import { createDigestMap, isDigestEntry } from '../lib/digest-map.ts';

/**
 * Jobs that this process took in and has not tried yet, by lane.
 *
 * Names of lanes are digests, so the index of the lanes takes each new job at another place: a commit of
 * sixteen alerts wrote sixteen pages more, nearly half of all it wrote. New jobs of the embedded store
 * stay out of it, and are remembered here instead. One that is tried and not done goes into the index;
 * when the relay starts, what arrived before is read once, beside the intake: two hundred thousand take
 * a second or two. No lane may run before that, or a younger job could overtake one that is not read yet.
 */
export interface Arrivals {
  /** Memory is bounded: without room, and while the old ones are read, new jobs go into the index. */
  readonly hasRoom: () => boolean;
  /** While the old ones are read any lane may have some. */
  readonly has: (lane: string) => boolean;
  /** The old ones are read from now on, until what comes back is called. */
  readonly startReading: () => () => void;
  readonly add: (jobs: Iterable<{ readonly id: string; readonly lane: string }>) => void;
  /** Those of a lane, in the order in which they came; some may be done. */
  readonly idsOf: (lane: string) => readonly string[];
  readonly forget: (lane: string, ids: ReadonlySet<string>) => void;
  readonly lanes: () => Iterable<string>;
}

/** @param limit jobs */
export function createArrivals(limit: number): Arrivals {
  /** Nearly all lanes are named by a digest and have one job: each is 56 bytes here. */
  const single = createDigestMap();
  /** Lanes with several jobs, or with another name. */
  const listed = new Map<string, string[]>();
  let count = 0;
  let isReading = false;

  function remember(id: string, lane: string): void {
    const list = listed.get(lane);
    const alone = single.get(lane);
    if (list !== undefined) list.push(id);
    else if (alone !== undefined) {
      single.delete(lane);
      listed.set(lane, [alone, id]);
    } else if (isDigestEntry(lane, id)) single.add(lane, id);
    else listed.set(lane, [id]);
    count += 1;
  }

  function idsOf(lane: string): readonly string[] {
    const ids = listed.get(lane);
    if (ids !== undefined) return ids;
    const id = single.get(lane);
    return id === undefined ? none : [id];
  }

  return {
    hasRoom: () => !isReading && count < limit,
    has: (lane) => isReading || idsOf(lane).length > 0,
    startReading() {
      isReading = true;
      single.clear();
      listed.clear();
      count = 0;
      return () => {
        isReading = false;
      };
    },
    add(jobs) {
      for (const { id, lane } of jobs) remember(id, lane);
    },
    idsOf,
    forget(lane, ids) {
      const known = idsOf(lane);
      const left = known.filter((id) => !ids.has(id));
      count -= known.length - left.length;
      if (left.length > 0 && left.length === known.length) return;
      listed.delete(lane);
      single.delete(lane);
      if (left.length > 0) listed.set(lane, left);
    },
    *lanes() {
      // In turns, or those behind would wait while lanes of the other kind come.
      const others = single.keys()[Symbol.iterator]();
      for (const lane of listed.keys()) {
        yield lane;
        const other = others.next();
        if (other.done !== true) yield other.value;
      }
      for (let other = others.next(); other.done !== true; other = others.next()) yield other.value;
    },
  };
}

const none: readonly string[] = [];

/** Rows of one statement, between which others have their turn. */
const ROWS_AT_ONCE = 2000;

/** What arrived before this process started, or while another one had the store. */
export async function loadArrivals(
  db: Db,
  arrivals: Arrivals,
  isStopped: () => boolean = () => false,
): Promise<void> {
  const end = arrivals.startReading();
  let after = -1;
  for (;;) {
    const rows = await db
      .selectFrom('job')
      .select(['seq', 'id', 'lane'])
      .where(hasArrived)
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(ROWS_AT_ONCE)
      .execute();
    arrivals.add(rows);
    after = Number(rows.at(-1)?.seq ?? after);
    if (rows.length < ROWS_AT_ONCE || isStopped()) break;
    await nextTurn();
  }
  end();
}
