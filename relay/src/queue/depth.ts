import { hasArrived, isDead, isInLaneOrder, isWaiting } from '../database/job-states.ts';
import type { Db } from '../database/schema.ts';

export interface QueueDepth {
  readonly waiting: number;
  readonly dead: number;
  /** When the oldest waiting job was made; undefined when none waits. */
  readonly oldestAt: number | undefined;
}

/** For metrics and readiness: often asked, so each part is answered by an index. */
export async function loadDepth(db: Db): Promise<QueueDepth> {
  const jobs = db.selectFrom('job');
  const count = jobs.select(({ fn }) => fn.countAll<number>().as('jobs'));
  const undone = await count.where(isInLaneOrder).executeTakeFirst();
  const arrived = await count.where(hasArrived).executeTakeFirst();
  const dead = await count.where(isDead).executeTakeFirst();
  const blocking = await count.where(isDead).where('state', '=', 'blocking').executeTakeFirst();
  const oldest = await jobs
    .select('created_at')
    .where(isWaiting)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst();
  return {
    waiting: Number(undone?.jobs ?? 0) + Number(arrived?.jobs ?? 0) - Number(blocking?.jobs ?? 0),
    dead: Number(dead?.jobs ?? 0),
    oldestAt: oldest === undefined ? undefined : Number(oldest.created_at),
  };
}
