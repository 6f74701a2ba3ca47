import { sql } from 'kysely';
import type { Commit, Unit } from '../database/group-commit.ts';
import type { Db } from '../database/schema.ts';
import type { Clock } from '../lib/clock.ts';
import { firstIdAt } from '../lib/ids.ts';
import { recordReconciled } from './record-links.ts';

/** Tables of which nothing waits. */
const settled = ['attempt', 'repair', 'sign_in', 'loop_step'] as const;

/** Where old rows are looked for. */
export const prunedTables: readonly string[] = [
  'event',
  'delivery',
  'change',
  'write_back',
  'webhook_run',
  'idempotency',
  ...settled,
];

export interface PruneHistoryDeps {
  /** Old rows are looked for here: among much that stays, that can take a while, and holds nobody up. */
  readonly reading: Db;
  readonly commit: Commit;
  readonly clock: Clock;
}

interface OldRow {
  readonly id: string;
  /** Something that stays, and this with it. */
  readonly keptBy?: string | null;
}

/** Of a table: its old rows behind the last that were found, and how such rows go. */
interface Pruning<Row extends OldRow = OldRow> {
  find(reading: Db, before: string, after: string): Promise<readonly Row[]>;
  forget(unit: Unit, rows: readonly Row[]): Promise<unknown>;
}

/** Rows of one statement: small enough that intake, which shares the writer, does not notice. */
const ROWS_AT_ONCE = 500;

/**
 * Forgets what is settled and older than the cutoff; gives how many rows went. Ids sort by time, so age
 * is a range of the primary key and needs no index of its own. What still waits, dead letters with all
 * they need for a replay, and links stay: each is passed once, however many they are.
 */
export async function pruneHistory(
  deps: PruneHistoryDeps,
  days: number,
  isStopped: () => boolean,
): Promise<number> {
  const cutoff = firstIdAt(deps.clock.now() - days * 86_400_000);
  let gone = 0;
  const prune = async <Row extends OldRow>(table: Pruning<Row>): Promise<void> => {
    gone += await pruneTable(deps, table, cutoff, isStopped);
  };
  await prune(rowsOf('event', sql`outcome != 'dead'`));
  await prune(deliveries);
  await prune(changes);
  await prune(rowsOf('write_back', sql`outcome = 'told'`));
  await prune(rowsOf('webhook_run', sql`outcome = 'sent'`));
  if (!isStopped()) gone += await deps.commit((unit) => forgetAnswers(unit, cutoff));
  for (const table of settled) await prune(rowsOf(table));
  return gone;
}

async function pruneTable<Row extends OldRow>(
  { reading, commit }: PruneHistoryDeps,
  table: Pruning<Row>,
  cutoff: string,
  isStopped: () => boolean,
): Promise<number> {
  let gone = 0;
  let after = '';
  while (!isStopped()) {
    const rows = await table.find(reading, cutoff, after);
    const going = rows.filter(({ keptBy = null }) => keptBy === null);
    if (going.length > 0) {
      await commit((unit) => table.forget(unit, going), { mayWaitMs: 8 });
    }
    gone += going.length;
    after = rows.at(-1)?.id ?? after;
    if (rows.length < ROWS_AT_ONCE) break;
  }
  return gone;
}

const idsOf = (rows: readonly OldRow[]): string[] => rows.map(({ id }) => id);

/** A delivery goes with the last of its events; a rejected one has none. */
const deliveries: Pruning = {
  // Not a join: PostgreSQL made one of both tables, whole, for each page.
  find: (reading, before, after) =>
    reading
      .selectFrom((from) =>
        from
          .selectFrom('delivery')
          .select('id')
          .where('id', '>', after)
          .where('id', '<', before)
          .orderBy('id')
          .limit(ROWS_AT_ONCE)
          .as('old'),
      )
      .select((old) => [
        'old.id',
        old
          .selectFrom('event')
          .select('event.id')
          .whereRef('event.delivery_id', '=', 'old.id')
          .limit(1)
          .as('keptBy'),
      ])
      .orderBy('old.id')
      .execute(),
  forget: ({ db }, rows) => db.deleteFrom('delivery').where('id', 'in', idsOf(rows)).execute(),
};

interface OldChange {
  readonly id: string;
  readonly key: string | null;
  readonly workspace: string;
  readonly connection: string;
  readonly sequence: number;
}

/**
 * Ids of changes are the app's, so their age is read from the row. The app may hold for longer what goes
 * here: a comparison of both sides would find it missing and tell the tool again.
 */
const changes: Pruning<OldChange> = {
  find: (reading, before, after) =>
    reading
      .selectFrom('change')
      .select(['id', 'key', 'workspace', 'connection', 'sequence'])
      .where('id', '>', after)
      .where('decided_at', '<', timeOf(before))
      .where('outcome', '!=', 'dead')
      .orderBy('id')
      .limit(ROWS_AT_ONCE)
      .execute(),
  async forget(unit, rows) {
    for (const { key, workspace, connection, sequence } of rows) {
      if (key === null) continue;
      await recordReconciled(unit, { key, workspace, connection }, Number(sequence));
    }
    await unit.db.deleteFrom('change').where('id', 'in', idsOf(rows)).execute();
  },
};

function rowsOf(
  table: (typeof settled)[number] | 'event' | 'write_back' | 'webhook_run',
  isSettled = sql<boolean>`true`,
): Pruning {
  return {
    find: (reading, before, after) =>
      reading
        .selectFrom(table)
        .select('id')
        .where('id', '>', after)
        .where('id', '<', before)
        .where(isSettled)
        .orderBy('id')
        .limit(ROWS_AT_ONCE)
        .execute(),
    forget: ({ db }, rows) => db.deleteFrom(table).where('id', 'in', idsOf(rows)).execute(),
  };
}

/** Answers to requests with an Idempotency-Key. */
async function forgetAnswers(unit: Unit, cutoff: string): Promise<number> {
  const result = await unit.db
    .deleteFrom('idempotency')
    .where('created_at', '<', timeOf(cutoff))
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

function timeOf(cutoff: string): number {
  return Number.parseInt(cutoff.slice(0, 12), 16);
}
