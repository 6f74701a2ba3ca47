import { sql } from 'kysely';
import type { Commit, Unit } from '../database/group-commit.ts';
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

/** Rows of one statement: small enough that intake, which shares the writer, does not notice. */
const ROWS_AT_ONCE = 500;

/**
 * Forgets what is settled and older than the cutoff; gives how many rows went. Ids sort by time, so age
 * is a range of the primary key and needs no index of its own. What still waits, dead letters with all
 * they need for a replay, and links stay.
 */
export async function pruneHistory(
  deps: { readonly commit: Commit; readonly clock: Clock },
  days: number,
  isStopped: () => boolean,
): Promise<number> {
  const cutoff = firstIdAt(deps.clock.now() - days * 86_400_000);
  let gone = 0;
  for (const prune of [
    pruneEvents,
    pruneDeliveries,
    pruneChanges,
    pruneWriteBacks,
    pruneWebhookRuns,
    pruneAnswers,
    ...settled.map((table) => (unit: Unit, cutoff: string) => pruneOld(unit, table, cutoff)),
  ]) {
    let batch = ROWS_AT_ONCE;
    while (batch === ROWS_AT_ONCE && !isStopped()) {
      batch = await deps.commit((unit) => prune(unit, cutoff), { mayWaitMs: 8 });
      gone += batch;
    }
  }
  return gone;
}

async function pruneEvents(unit: Unit, cutoff: string): Promise<number> {
  const result = await unit.db
    .deleteFrom('event')
    .where('id', 'in', (from) =>
      from
        .selectFrom('event')
        .select('id')
        .where('id', '<', cutoff)
        .where('outcome', 'is not', null)
        .where('outcome', '!=', 'dead')
        .limit(ROWS_AT_ONCE),
    )
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

async function pruneOld(
  { db }: Unit,
  table: (typeof settled)[number],
  cutoff: string,
): Promise<number> {
  const result = await sql`
    delete from ${sql.table(table)} where id in (
      select id from ${sql.table(table)} where id < ${cutoff}
      limit ${sql.lit(ROWS_AT_ONCE)})`.execute(db);
  return Number(result.numAffectedRows ?? 0);
}

/** A delivery goes with the last of its events; a rejected one has none. */
async function pruneDeliveries(unit: Unit, cutoff: string): Promise<number> {
  const result = await unit.db
    .deleteFrom('delivery')
    .where('id', 'in', (from) =>
      from
        .selectFrom('delivery')
        .leftJoin('event', 'event.delivery_id', 'delivery.id')
        .select('delivery.id')
        .where('delivery.id', '<', cutoff)
        .where('event.id', 'is', null)
        .limit(ROWS_AT_ONCE),
    )
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

/** Answers to requests with an Idempotency-Key. */
async function pruneAnswers(unit: Unit, cutoff: string): Promise<number> {
  const result = await unit.db
    .deleteFrom('idempotency')
    .where('created_at', '<', timeOf(cutoff))
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

/**
 * Ids of changes are the app's, so their age is read from the row. The app may hold for longer what goes
 * here: a comparison of both sides would find it missing and tell the tool again.
 */
async function pruneChanges(unit: Unit, cutoff: string): Promise<number> {
  const old = await unit.db
    .selectFrom('change')
    .select(['id', 'key', 'workspace', 'connection', 'sequence'])
    .where('decided_at', '<', timeOf(cutoff))
    .where('outcome', '!=', 'dead')
    .limit(ROWS_AT_ONCE)
    .execute();
  for (const { key, workspace, connection, sequence } of old) {
    if (key === null) continue;
    await recordReconciled(unit, { key, workspace, connection }, Number(sequence));
  }
  const ids = old.map(({ id }) => id);
  await unit.db.deleteFrom('change').where('id', 'in', ids).execute();
  return ids.length;
}

async function pruneWriteBacks(unit: Unit, cutoff: string): Promise<number> {
  const result = await unit.db
    .deleteFrom('write_back')
    .where('id', 'in', (from) =>
      from
        .selectFrom('write_back')
        .select('id')
        .where('id', '<', cutoff)
        .where('outcome', '=', 'told')
        .limit(ROWS_AT_ONCE),
    )
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

async function pruneWebhookRuns(unit: Unit, cutoff: string): Promise<number> {
  const result = await unit.db
    .deleteFrom('webhook_run')
    .where('id', 'in', (from) =>
      from
        .selectFrom('webhook_run')
        .select('id')
        .where('id', '<', cutoff)
        .where('outcome', '=', 'sent')
        .limit(ROWS_AT_ONCE),
    )
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

function timeOf(cutoff: string): number {
  return Number.parseInt(cutoff.slice(0, 12), 16);
}
