import { CompiledQuery, type RawBuilder, sql } from 'kysely';
import { PgBoss } from 'pg-boss';
import type { Db, Tx } from '../database/schema.ts';
import { walkIndexes } from './walk-indexes.ts';

/** A lane that shall be looked at, now or after a while. */
export interface LaneToken {
  readonly lane: string;
  readonly delayMs: number;
  /** What it has to do has waited already, and comes behind what is new. */
  readonly isBacklog?: boolean;
}

/** Tells all relays on one database which lanes have work: one token for a lane, however often it is woken. */
export interface LaneTokens {
  /** A lane that has a token keeps it, with its delay. */
  send(db: Db | Tx, tokens: readonly LaneToken[]): Promise<void>;
  /** Tokens that have a delay are due. */
  hasten(transaction: Tx, lanes: readonly string[]): Promise<void>;
  /** What waited has got something new: its tokens come with those of what is new. */
  raise(transaction: Tx, lanes: readonly string[]): Promise<void>;
  /**
   * Tokens that are due, of what is new before those of what waited, and the oldest first; they are gone when
   * the transaction is committed.
   */
  take(transaction: Tx, limit: number, which?: 'all' | 'backlog'): Promise<readonly string[]>;
  stop(): Promise<void>;
}

const SCHEMA = 'alert_relay_lanes';
const QUEUE = 'lanes';
/** The partition of `job` that pg-boss reads and writes for such a queue: places of rows are those of one table. */
const TOKENS = sql.table(`${SCHEMA}.job_common`);
/** In the order of pg-boss, whose others have 0. */
const BACKLOG_PRIORITY = -1;

/**
 * pg-boss with the policy `stately`: of each key at most one job waits.
 *
 * Its jobs are taken and deleted in the transaction that claims the lane, and never left active: a job
 * that is active makes every fetch fail that meets a waiting job of the same key (unique index job_i3,
 * plans.js of 12.35.0), which for an instance that takes a minute to answer would stop all lanes.
 */
export async function openLaneTokens(db: Db): Promise<LaneTokens> {
  const boss = new PgBoss({
    db: onConnection(db),
    schema: SCHEMA,
    // Nothing of what these look after is used: no job is ever active, completed or scheduled.
    supervise: false,
    schedule: false,
  });
  boss.on('error', () => undefined);
  await oneAtATime(db, async () => {
    await boss.start();
    if ((await boss.getQueue(QUEUE)) === null) {
      await boss.createQueue(QUEUE, { policy: 'stately' });
    }
  });
  return {
    async send(connection, tokens) {
      if (tokens.length === 0) return;
      // In one order, or two relays that wake the same lanes would wait for each other.
      const ordered = tokens.toSorted((left, right) => (left.lane < right.lane ? -1 : 1));
      const jobs = ordered.map(({ lane, delayMs, isBacklog = false }) => ({
        data: { lane },
        singletonKey: lane,
        startAfter: delayMs / 1000,
        priority: isBacklog ? BACKLOG_PRIORITY : 0,
      }));
      await boss.insert(QUEUE, jobs, { db: onConnection(connection) });
    },
    hasten: hastenTokens,
    async raise(transaction, lanes) {
      await changeTokens(transaction, lanes, sql`priority = 0`, sql<boolean>`priority < 0`);
    },
    take: takeTokens,
    stop: () => boss.stop({ close: false, graceful: false }),
  };
}

/**
 * In the words of pg-boss and of its index for this (job_i11), but at once and by their place. Its own `fetch` makes
 * tokens active first, and looked for each among all as long as the statistics were of a quiet hour (see
 * `claimLeases`): 0.1 s for 30 of 10,000.
 */
async function takeTokens(
  transaction: Tx,
  limit: number,
  which: 'all' | 'backlog' = 'all',
): Promise<readonly string[]> {
  const isWanted =
    which === 'all' ? sql<boolean>`true` : sql<boolean>`priority <= ${BACKLOG_PRIORITY}`;
  await walkIndexes(transaction);
  const { rows } = await sql<{ lane: string }>`
    with chosen as (
      select ctid from ${TOKENS}
      where name = ${sql.lit(QUEUE)} and state < 'active' and not blocked
        and start_after <= now() and ${isWanted}
      order by priority desc, created_on limit ${limit} for update skip locked)
    delete from ${TOKENS} where ctid = any(array(select ctid from chosen))
    returning singleton_key as lane`.execute(transaction);
  return rows.map(({ lane }) => lane);
}

async function hastenTokens(transaction: Tx, lanes: readonly string[]): Promise<void> {
  const isDelayed = sql<boolean>`start_after > now()`;
  await changeTokens(transaction, lanes, sql`start_after = now()`, isDelayed);
}

/** As a command does that works beside relays; there may never have been one. */
export async function hastenBeside(db: Db, lanes: readonly string[]): Promise<void> {
  const { rows } = await sql<{ isThere: boolean }>`
    select to_regclass(${`${SCHEMA}.job`}) is not null as "isThere"`.execute(db);
  if (rows[0]?.isThere !== true) return;
  await db.transaction().execute((transaction) => hastenTokens(transaction, lanes));
}

/**
 * Many at once; pg-boss changes one with a statement. What is just being taken is looked at anyway: who waited
 * for it would be waited for.
 *
 * Each is looked for by itself, in the words of the unique index and in an order that only this one has: with
 * statistics of a quiet hour PostgreSQL read all tokens for a list of names, 50 ms for 60,000, or for each of them.
 */
async function changeTokens(
  transaction: Tx,
  lanes: readonly string[],
  change: RawBuilder<unknown>,
  which: RawBuilder<boolean>,
): Promise<void> {
  await walkIndexes(transaction);
  await sql`
    with chosen as (
      select token.ctid from unnest(${[...lanes]}::text[]) as lane cross join lateral (
        select ctid from ${TOKENS}
        where name = ${sql.lit(QUEUE)} and state = 'created' and state <= 'active'
          and policy = 'stately' and ${which}
          and coalesce(singleton_key, '') >= lane and coalesce(singleton_key, '') <= lane
        order by coalesce(singleton_key, '') limit 1 for update skip locked) as token)
    update ${TOKENS} set ${change} where ctid = any(array(select ctid from chosen))`.execute(
    transaction,
  );
}

/** Any number that nobody else takes for a lock; "lane" in ASCII. */
const INSTALL_LOCK = 0x6c61_6e65;

/** Relays that start together on an empty database: of two that install pg-boss at once one fails. */
async function oneAtATime(db: Db, work: () => Promise<void>): Promise<void> {
  await db.connection().execute(async (connection) => {
    await sql`select pg_advisory_lock(${INSTALL_LOCK})`.execute(connection);
    try {
      await work();
    } finally {
      await sql`select pg_advisory_unlock(${INSTALL_LOCK})`.execute(connection);
    }
  });
}

/** pg-boss on our own connections, so that its writes share our transactions. */
function onConnection(db: Db | Tx) {
  return {
    async executeSql(text: string, values: readonly unknown[] = []) {
      const { rows } = await db.executeQuery<Record<string, unknown>>(
        CompiledQuery.raw(text, [...values]),
      );
      return { rows };
    },
  };
}
