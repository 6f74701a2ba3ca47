import { sql } from 'kysely';
import { RelayError } from '../lib/errors.ts';
import { insertRows } from './copy-rows.ts';
import type { Db, Tx } from './schema.ts';
import type { Store } from './store.ts';

export interface Moved {
  /** False where an earlier move had copied everything and only its end was missing. */
  readonly isCopied: boolean;
  /** Rows by table. */
  readonly rows: Readonly<Record<string, number>>;
}

/** Not about what the relay knows: the state of the schema, who holds which lane, and the move itself. */
export const left: ReadonlySet<string> = new Set([
  'kysely_migration',
  'kysely_migration_lock',
  'schema_floor',
  'lane_lease',
  'held_lane',
  'store_move',
]);

/**
 * Carries an embedded store into an empty PostgreSQL, all of it in one transaction there: whatever happens
 * in between, the database holds everything or nothing.
 *
 *   embedded:  – ──begun──▶ begun ─────────────────────▶ done: never served again
 *   database:  empty ─────── everything, with the id ──▶
 *
 * A move that was interrupted is run again: it finds its id in the database, or an empty one.
 */
export async function moveStore(
  from: Pick<Store, 'db'>,
  to: Pick<Store, 'db'>,
  { id: newId, now }: { readonly id: string; readonly now: number },
): Promise<Moved> {
  const before = await findMove(from.db);
  const id = before?.id ?? newId;
  if (before === undefined) {
    await from.db.insertInto('store_move').values({ id, begun_at: now, done_at: null }).execute();
  }
  const rows: Record<string, number> = {};
  const isCopied = !(await hasMove(to.db, id));
  if (isCopied) {
    await to.db.transaction().execute(async (transaction) => {
      const tables = await listTables(from.db);
      await refuseUnlessEmpty(transaction, tables);
      for (const table of tables) rows[table] = await copyTable(from.db, transaction, table);
      await numberOn(transaction);
      await indexArrived(transaction);
      await transaction
        .insertInto('store_move')
        .values({ id, begun_at: now, done_at: now })
        .execute();
    });
  }
  await from.db.updateTable('store_move').set({ done_at: now }).where('id', '=', id).execute();
  return { isCopied, rows };
}

/** Gives an interrupted move up, so that the embedded store can be served again. */
export async function cancelMove(from: Pick<Store, 'db'>, to: Pick<Store, 'db'>): Promise<void> {
  const move = await findMove(from.db);
  if (move === undefined) return;
  if (await hasMove(to.db, move.id)) {
    throw new RelayError(
      'STORE_UNSUITABLE',
      'Everything is in the database already; two relays would do the same work twice. Run "alert-relay move" again to end the move.',
    );
  }
  await from.db.deleteFrom('store_move').execute();
}

/** What an embedded store says of itself, if it was moved or is being moved. */
export async function findMove(
  db: Db,
): Promise<{ readonly id: string; readonly isDone: boolean } | undefined> {
  const row = await db.selectFrom('store_move').selectAll().limit(1).executeTakeFirst();
  return row === undefined ? undefined : { id: row.id, isDone: row.done_at !== null };
}

async function hasMove(db: Db, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('store_move')
    .select('id')
    .where('id', '=', id)
    .executeTakeFirst();
  return row !== undefined;
}

async function listTables(db: Db): Promise<readonly string[]> {
  const tables = await db.introspection.getTables();
  return tables.map(({ name }) => name).filter((name) => !left.has(name));
}

/** Nobody else writes until the end; who reads sees the empty database until then. */
async function refuseUnlessEmpty(transaction: Tx, tables: readonly string[]): Promise<void> {
  const names = sql.join(tables.map((table) => sql.table(table)));
  await sql`lock table ${names} in exclusive mode`.execute(transaction);
  for (const table of tables) {
    const { rows } = await sql`select 1 from ${sql.table(table)} limit 1`.execute(transaction);
    if (rows.length === 0) continue;
    throw new RelayError(
      'STORE_UNSUITABLE',
      `The database is not empty: ${table} has rows. Two stores cannot be made one; move into a new database, before any relay has worked on it.`,
      { details: { table } },
    );
  }
}

async function copyTable(from: Db, transaction: Tx, table: string): Promise<number> {
  let copied = 0;
  for await (const rows of batchesOf(from, table)) {
    await insertRows(transaction, table, rows);
    copied += rows.length;
  }
  return copied;
}

type Row = Readonly<Record<string, unknown>>;

/** One statement for so much: the server gives each 15 s, and bodies may have a megabyte. */
const ROWS_AT_ONCE = 500;
const BYTES_AT_ONCE = 4_000_000;

async function* batchesOf(from: Db, table: string): AsyncGenerator<readonly Row[]> {
  const all = from.selectFrom(sql<Row>`${sql.table(table)}`.as('row')).selectAll();
  let batch: Row[] = [];
  let bytes = 0;
  for await (const row of all.orderBy(sql`rowid`).stream(1)) {
    batch.push(row);
    bytes += sizeOf(row);
    if (batch.length < ROWS_AT_ONCE && bytes < BYTES_AT_ONCE) continue;
    yield batch;
    [batch, bytes] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}

function sizeOf(row: Row): number {
  return Object.values(row).reduce<number>(
    (sum, value) => sum + (typeof value === 'string' || Buffer.isBuffer(value) ? value.length : 8),
    0,
  );
}

/** Jobs keep their numbers, and the next one gets a higher one. */
async function numberOn(transaction: Tx): Promise<void> {
  await sql`select setval(pg_get_serial_sequence('job', 'seq'),
    greatest((select max(seq) from job), 1))`.execute(transaction);
}

/** Relays that share a database remember no jobs; see queue/arrivals.ts. */
async function indexArrived(transaction: Tx): Promise<void> {
  await transaction.updateTable('job').set({ arrived: 0 }).where('arrived', '=', 1).execute();
}
