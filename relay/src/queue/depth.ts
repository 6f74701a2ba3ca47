import { hasArrived, isDead, isInLaneOrder } from '../database/job-states.ts';
import type { Db, JobTable } from '../database/schema.ts';
import type { Store } from '../database/store.ts';

/** How much work of one workspace there is. */
export interface QueueDepth {
  readonly workspace: string;
  readonly waiting: number;
  readonly dead: number;
  /** When the oldest waiting job was made; undefined when none waits. */
  readonly oldestAt: number | undefined;
}

interface Counted {
  readonly workspace: string;
  readonly state: JobTable['state'];
  readonly jobs: number;
  /** The lowest number. */
  readonly first: number;
}

/** A workspace without jobs is absent. Metrics ask often; times are read by number. */
export async function loadDepths(
  store: Pick<Store, 'kind' | 'reading'>,
): Promise<readonly QueueDepth[]> {
  const counted = await (store.kind === 'embedded' ? countByIndexes : countByTable)(store.reading);
  const waiting = counted.filter(({ state }) => state === 'waiting');
  const madeAt = await loadMadeAt(
    store.reading,
    waiting.map(({ first }) => first),
  );
  const workspaces = new Set(counted.map(({ workspace }) => workspace));
  return [...workspaces].map((workspace) => {
    const own = waiting.filter((row) => row.workspace === workspace);
    const dead = counted.filter((row) => row.workspace === workspace && row.state !== 'waiting');
    const times = own.flatMap(({ first }) => madeAt.get(String(first)) ?? []);
    return {
      workspace,
      waiting: sumOf(own),
      dead: sumOf(dead),
      oldestAt: times.length === 0 ? undefined : Math.min(...times),
    };
  });
}

const sumOf = (rows: readonly Counted[]): number =>
  rows.reduce((sum, { jobs }) => sum + Number(jobs), 0);

function countOf(db: Db) {
  return db
    .selectFrom('job')
    .select(['workspace', 'state'])
    .select(({ fn }) => [fn.countAll<number>().as('jobs'), fn.min('seq').as('first')])
    .groupBy(['workspace', 'state']);
}

/** SQLite reads an index alone, which is a fraction of the table. */
async function countByIndexes(db: Db): Promise<readonly Counted[]> {
  const inOrder = await countOf(db).where(isInLaneOrder).execute();
  const arrived = await db
    .selectFrom('job')
    .select(({ fn }) => ['workspace', fn.countAll<number>().as('jobs'), fn.min('seq').as('first')])
    .where(hasArrived)
    .groupBy('workspace')
    .execute();
  const dead = await countOf(db).where(isDead).execute();
  return [
    ...inOrder.filter(({ state }) => state === 'waiting'),
    ...arrived.map((row) => ({ ...row, state: 'waiting' as const })),
    ...dead,
  ];
}

/**
 * PostgreSQL goes from an index to the row, to see whether it is there, until a vacuum has come by: a million
 * waiting jobs took three to fifteen seconds. From beginning to end they take a third of one.
 */
async function countByTable(db: Db): Promise<readonly Counted[]> {
  return countOf(db).execute();
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
