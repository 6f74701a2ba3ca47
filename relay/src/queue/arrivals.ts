import type { Db } from '../database/schema.ts';
import { hasArrived } from '../database/job-states.ts';

/**
 * Jobs that this process took in and has not tried yet, by lane.
 *
 * Names of lanes are digests, so the index of the lanes takes each new job at another place: a commit of
 * sixteen alerts wrote sixteen pages more, nearly half of all it wrote. New jobs of the embedded store
 * stay out of it, and are remembered here instead. One that is tried and not done goes into the index;
 * when the relay starts, what arrived before is read once.
 */
export interface Arrivals {
  /** Memory is bounded: without room, new jobs go into the index. */
  readonly hasRoom: () => boolean;
  readonly has: (lane: string) => boolean;
  readonly add: (jobs: Iterable<{ readonly id: string; readonly lane: string }>) => void;
  /** Those of a lane, in the order in which they came; some may be done. */
  readonly idsOf: (lane: string) => readonly string[];
  readonly forget: (lane: string, ids: ReadonlySet<string>) => void;
  readonly lanes: () => Iterable<string>;
}

/** @param limit jobs */
export function createArrivals(limit: number): Arrivals {
  const byLane = new Map<string, string[]>();
  let count = 0;
  return {
    hasRoom: () => count < limit,
    has: (lane) => byLane.has(lane),
    add(jobs) {
      for (const { id, lane } of jobs) {
        const known = byLane.get(lane);
        if (known === undefined) byLane.set(lane, [id]);
        else known.push(id);
        count += 1;
      }
    },
    idsOf: (lane) => byLane.get(lane) ?? none,
    forget(lane, ids) {
      const known = byLane.get(lane);
      if (known === undefined) return;
      const left = known.filter((id) => !ids.has(id));
      count -= known.length - left.length;
      if (left.length === 0) byLane.delete(lane);
      else byLane.set(lane, left);
    },
    lanes: () => byLane.keys(),
  };
}

const none: readonly string[] = [];

/** What arrived before this process started, or while another one had the store. */
export async function loadArrivals(db: Db, arrivals: Arrivals): Promise<void> {
  const rows = await db
    .selectFrom('job')
    .select(['id', 'lane'])
    .where(hasArrived)
    .orderBy('seq')
    .execute();
  arrivals.add(rows);
}
