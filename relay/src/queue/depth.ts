import type { Db } from '../database/schema.ts';

export interface QueueDepth {
  readonly waiting: number;
  readonly dead: number;
  /** When the oldest waiting job was made; undefined when none waits. */
  readonly oldestAt: number | undefined;
}

/** For metrics and readiness. */
export async function loadDepth(db: Db): Promise<QueueDepth> {
  const rows = await db
    .selectFrom('job')
    .select(({ fn }) => [
      'state',
      fn.countAll<number>().as('jobs'),
      fn.min('created_at').as('oldest'),
    ])
    .groupBy('state')
    .execute();
  const waiting = rows.find(({ state }) => state === 'waiting');
  const dead = rows.filter(({ state }) => state !== 'waiting');
  return {
    waiting: Number(waiting?.jobs ?? 0),
    dead: dead.reduce((sum, { jobs }) => sum + Number(jobs), 0),
    oldestAt: waiting === undefined ? undefined : Number(waiting.oldest),
  };
}
