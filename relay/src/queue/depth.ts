import { hasArrived, isDead, isInLaneOrder } from '../database/job-states.ts';
import type { Db } from '../database/schema.ts';

/** How much work of one workspace there is. */
export interface QueueDepth {
  readonly workspace: string;
  readonly waiting: number;
  readonly dead: number;
  /** When the oldest waiting job was made; undefined when none waits. */
  readonly oldestAt: number | undefined;
}

/** A workspace without jobs is absent. Metrics ask often, so counts come from indexes, and times by number. */
export async function loadDepths(db: Db): Promise<readonly QueueDepth[]> {
  const jobs = db
    .selectFrom('job')
    .select('workspace')
    .select(({ fn }) => fn.countAll<number>().as('jobs'))
    .groupBy('workspace');
  const counted = jobs.select(({ fn }) => fn.min('seq').as('first'));
  const undone = await counted.select('state').where(isInLaneOrder).groupBy('state').execute();
  const arrived = await counted.where(hasArrived).execute();
  const dead = await jobs.where(isDead).execute();
  const waiting = [...undone.filter(({ state }) => state === 'waiting'), ...arrived];
  const madeAt = await loadMadeAt(
    db,
    waiting.map(({ first }) => first),
  );
  const workspaces = new Set([...waiting, ...dead].map(({ workspace }) => workspace));
  return [...workspaces].map((workspace) => {
    const own = waiting.filter((row) => row.workspace === workspace);
    const times = own.flatMap(({ first }) => madeAt.get(String(first)) ?? []);
    return {
      workspace,
      waiting: own.reduce((sum, { jobs: count }) => sum + Number(count), 0),
      dead: Number(dead.find((row) => row.workspace === workspace)?.jobs ?? 0),
      oldestAt: times.length === 0 ? undefined : Math.min(...times),
    };
  });
}

async function loadMadeAt(
  db: Db,
  numbers: readonly number[],
): Promise<ReadonlyMap<string, number>> {
  if (numbers.length === 0) return new Map();
  const rows = await db
    .selectFrom('job')
    .select(['seq', 'created_at'])
    .where('seq', 'in', [...numbers])
    .execute();
  return new Map(rows.map(({ seq, created_at }) => [String(seq), Number(created_at)]));
}
