import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Db } from '../database/schema.ts';
import { hasArrived } from '../database/job-states.ts';

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
  /** Nearly all lanes have one job, and so no list. */
  const byLane = new Map<string, string | string[]>();
  let count = 0;
  let isReading = false;

  function remember(id: string, lane: string): void {
    const known = byLane.get(lane);
    if (known === undefined) byLane.set(lane, id);
    else if (typeof known === 'string') byLane.set(lane, [known, id]);
    else known.push(id);
    count += 1;
  }

  return {
    hasRoom: () => !isReading && count < limit,
    has: (lane) => isReading || byLane.has(lane),
    startReading() {
      isReading = true;
      byLane.clear();
      count = 0;
      return () => {
        isReading = false;
      };
    },
    add(jobs) {
      for (const { id, lane } of jobs) remember(id, lane);
    },
    idsOf: (lane) => listOf(byLane.get(lane)),
    forget(lane, ids) {
      const known = listOf(byLane.get(lane));
      const left = known.filter((id) => !ids.has(id));
      count -= known.length - left.length;
      const [first] = left;
      if (first === undefined) byLane.delete(lane);
      else if (left.length < known.length) byLane.set(lane, left.length === 1 ? first : left);
    },
    lanes: () => byLane.keys(),
  };
}

function listOf(known: string | readonly string[] | undefined): readonly string[] {
  if (known === undefined) return none;
  return typeof known === 'string' ? [known] : known;
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
