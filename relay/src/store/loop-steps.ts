import type { Unit } from '../database/group-commit.ts';
import type { Db } from '../database/schema.ts';
import { LOOP_WINDOW_MS, type LoopStep } from '../domain/loop-breaker.ts';

/** More than any sign of a loop needs. */
const MOST = 100;

/** What went to and fro about a record of late, the oldest first. */
export async function loadLoopSteps(
  db: Db,
  key: string,
  now: number,
): Promise<readonly LoopStep[]> {
  const rows = await db
    .selectFrom('loop_step')
    .select(['at', 'way', 'hash'])
    .where('key', '=', key)
    .where('at', '>', now - LOOP_WINDOW_MS)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(MOST)
    .execute();
  return rows.map(({ at, way, hash }) => ({ at: Number(at), way, hash })).toReversed();
}

export async function insertLoopStep(
  unit: Unit,
  step: LoopStep & { readonly id: string; readonly workspace: string; readonly key: string },
): Promise<void> {
  await unit.db.insertInto('loop_step').values(step).execute();
}

/** A loop was stopped, or somebody says that it is over: from here on everything counts anew. */
export async function forgetLoopSteps(unit: Unit, key: string): Promise<void> {
  await unit.db.deleteFrom('loop_step').where('key', '=', key).execute();
}
