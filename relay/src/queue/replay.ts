import type { Unit } from '../database/group-commit.ts';
import { isDead } from '../database/job-states.ts';

/** Which dead letters; every part that is given narrows the choice. */
export interface DeadLetterFilter {
  readonly workspace: string;
  readonly ids?: readonly string[] | undefined;
  readonly code?: string | undefined;
  readonly kind?: string | undefined;
}

/**
 * Puts dead letters back into their lanes, at their old place, with a fresh budget. The job keeps its
 * id, so what ServiceNow applied of an earlier try is known there and is not applied twice; the
 * sequence of the new try is a new one, so that it is not taken for a late repeat either.
 */
export async function replayJobs(
  unit: Unit,
  filter: DeadLetterFilter,
  now: number,
): Promise<readonly string[]> {
  const replayed = unit.db
    .updateTable('job')
    .set({ state: 'waiting', attempt: 0, due_at: now })
    .where('id', 'in', dead(unit, filter))
    .returning(['id', 'lane']);
  return wakeLanes(unit, await replayed.execute());
}

/** Gives dead letters up for good; a lane that one of them held goes on. */
export async function discardJobs(
  unit: Unit,
  filter: DeadLetterFilter,
): Promise<readonly string[]> {
  const discarded = unit.db
    .deleteFrom('job')
    .where('id', 'in', dead(unit, filter))
    .returning(['id', 'lane']);
  return wakeLanes(unit, await discarded.execute());
}

/** More at once are left to the sweep: an alert that comes would wait behind all of them. */
const MOST_WOKEN = 200;

function wakeLanes(
  unit: Unit,
  jobs: readonly { readonly id: string; readonly lane: string }[],
): readonly string[] {
  for (const { lane } of jobs) unit.hasten(lane);
  for (const { lane } of jobs.slice(0, MOST_WOKEN)) unit.wake(lane);
  return jobs.map(({ id }) => id);
}

/** Chosen in one statement: a table that refuses can leave a hundred thousand, and what comes waits meanwhile. */
function dead(unit: Unit, { workspace, ids, code, kind }: DeadLetterFilter) {
  let query = unit.db
    .selectFrom('job')
    .select('id')
    .where('workspace', '=', workspace)
    .where(isDead);
  if (ids !== undefined) query = query.where('id', 'in', [...ids]);
  if (code !== undefined) query = query.where('code', '=', code);
  if (kind !== undefined) query = query.where('kind', '=', kind);
  return query;
}
