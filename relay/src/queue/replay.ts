import type { Commit, Unit } from '../database/group-commit.ts';
import { isDead } from '../database/job-states.ts';
import type { Db } from '../database/schema.ts';
import { RelayError } from '../lib/errors.ts';
import { jobKinds } from './job.ts';

/** Which dead letters; every part that is given narrows the choice. */
export interface DeadLetterFilter {
  readonly workspace: string;
  readonly ids?: readonly string[] | undefined;
  readonly code?: string | undefined;
  readonly kind?: string | undefined;
  /** Leaves those of a kind that only a newer release knows. */
  readonly isKnownOnly?: boolean;
}

/** Put back, what is not known here waits, and what came after it in its lane too: only who names it wants that. */
export function toReplay(filter: DeadLetterFilter): DeadLetterFilter {
  return { ...filter, isKnownOnly: filter.ids === undefined };
}

/** How many are left because their kind is not known here. */
export async function countLeft(
  { reading }: { readonly reading: Db },
  { isKnownOnly = false, ...chosen }: DeadLetterFilter,
): Promise<number> {
  if (!isKnownOnly) return 0;
  const { count } = await dead({ db: reading }, chosen)
    .where('kind', 'not in', jobKinds)
    .clearSelect()
    .select(({ fn }) => fn.countAll().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Some of those that were chosen together. */
export interface Portion extends DeadLetterFilter {
  /** They follow others, which have woken their lanes. */
  readonly isRest?: boolean;
}

/** A hundred thousand in one statement held up the event loop of an embedded store for 0.7 s. */
const ROWS_AT_ONCE = 500;

/**
 * Does it to all that are chosen, so many in a transaction; gives their ids. Each is done once, also when it is
 * dead again before the last one is done. Where it breaks off, what was done stays so, and the rest is as it was:
 * the error says how many were done.
 */
export async function settleDeadLetters(
  deps: { readonly reading: Db; readonly commit: Commit },
  filter: DeadLetterFilter,
  act: (unit: Unit, portion: Portion) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const done: string[] = [];
  try {
    for (let after: string | undefined = ''; after !== undefined;) {
      const { ids, last } = await settleSome(deps, { filter, after }, act);
      done.push(...ids);
      after = last;
    }
    return done;
  } catch (thrown) {
    throw done.length === 0 ? thrown : brokenOff(done.length, thrown);
  }
}

/** @returns the last one that was looked at, where there may be more behind it */
async function settleSome(
  { reading, commit }: { readonly reading: Db; readonly commit: Commit },
  { filter, after }: { readonly filter: DeadLetterFilter; readonly after: string },
  act: (unit: Unit, portion: Portion) => Promise<readonly string[]>,
): Promise<{ readonly ids: readonly string[]; readonly last: string | undefined }> {
  const query = dead({ db: reading }, filter).where('id', '>', after);
  const rows = await query.orderBy('id').limit(ROWS_AT_ONCE).execute();
  const ids = rows.map(({ id }) => id);
  const last = ids.length < ROWS_AT_ONCE ? undefined : ids.at(-1);
  // That somebody wanted it is written down also where there is none.
  if (ids.length === 0 && after !== '') return { ids, last };
  const some = ids.length === 0 ? filter : { ...filter, ids, isRest: after !== '' };
  return { ids: await commit((unit) => act(unit, some)), last };
}

function brokenOff(done: number, thrown: unknown): RelayError {
  const code = thrown instanceof RelayError ? thrown.code : 'STORE_UNAVAILABLE';
  const because = thrown instanceof Error ? thrown.message : String(thrown);
  return new RelayError(
    code,
    `${done} dead letters are done, then it broke off: ${because}. The others are as they were; do it again for them.`,
    { cause: thrown },
  );
}

/**
 * Puts dead letters back into their lanes, at their old place, with a fresh budget. The job keeps its
 * id, so what ServiceNow applied of an earlier try is known there and is not applied twice; the
 * sequence of the new try is a new one, so that it is not taken for a late repeat either.
 */
export async function replayJobs(unit: Unit, portion: Portion): Promise<readonly string[]> {
  const replayed = unit.db
    .updateTable('job')
    // As it was when it was made: the clock here may be ahead of that of who works on it.
    .set((row) => ({ state: 'waiting', attempt: 0, due_at: row.ref('created_at') }))
    .where('id', 'in', dead(unit, portion))
    .returning(['id', 'lane']);
  return wakeLanes(unit, await replayed.execute(), portion);
}

/** Gives dead letters up for good; a lane that one of them held goes on. */
export async function discardJobs(unit: Unit, portion: Portion): Promise<readonly string[]> {
  const discarded = unit.db
    .deleteFrom('job')
    .where('id', 'in', dead(unit, portion))
    .returning(['id', 'lane']);
  return wakeLanes(unit, await discarded.execute(), portion);
}

/** More at once are left to the sweep: an alert that comes would wait behind all of them. */
const MOST_WOKEN = 200;

function wakeLanes(
  unit: Unit,
  jobs: readonly { readonly id: string; readonly lane: string }[],
  { isRest = false }: Portion,
): readonly string[] {
  for (const { lane } of jobs) unit.hasten(lane);
  for (const { lane } of jobs.slice(0, isRest ? 0 : MOST_WOKEN)) unit.wake(lane);
  return jobs.map(({ id }) => id);
}

/** Chosen in one statement, not one by one: a table that refuses can leave a hundred thousand. */
function dead(
  unit: { readonly db: Db },
  { workspace, ids, code, kind, isKnownOnly = false }: DeadLetterFilter,
) {
  let query = unit.db
    .selectFrom('job')
    .select('id')
    .where('workspace', '=', workspace)
    .where(isDead);
  if (ids !== undefined) query = query.where('id', 'in', [...ids]);
  if (code !== undefined) query = query.where('code', '=', code);
  if (kind !== undefined) query = query.where('kind', '=', kind);
  if (isKnownOnly) query = query.where('kind', 'in', jobKinds);
  return query;
}
