import { CompiledQuery, type RawBuilder, sql } from 'kysely';
import { PgBoss } from 'pg-boss';
import type { Db, Tx } from '../database/schema.ts';

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
  hasten(db: Db, lanes: readonly string[]): Promise<void>;
  /** What waited has got something new: its tokens come with those of what is new. */
  raise(db: Db, lanes: readonly string[]): Promise<void>;
  /**
   * Tokens that are due, of what is new before those of what waited, and the oldest first; they are gone when
   * the transaction is committed.
   */
  take(transaction: Tx, limit: number, which?: 'all' | 'backlog'): Promise<readonly string[]>;
  stop(): Promise<void>;
}

const SCHEMA = 'alert_relay_lanes';
const QUEUE = 'lanes';
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
    async raise(connection, lanes) {
      await changeTokens(connection, lanes, sql`priority = 0`, sql<boolean>`priority < 0`);
    },
    async take(transaction, limit, which = 'all') {
      const on = { db: onConnection(transaction) };
      const jobs = await boss.fetch<{ lane: string }>(QUEUE, {
        batchSize: limit,
        ...(which === 'backlog' ? { maxPriority: BACKLOG_PRIORITY } : {}),
        ...on,
      });
      if (jobs.length > 0) {
        const ids = jobs.map(({ id }) => id);
        await boss.deleteJob(QUEUE, ids, on);
      }
      return jobs.map(({ data }) => data.lane);
    },
    stop: () => boss.stop({ close: false, graceful: false }),
  };
}

async function hastenTokens(db: Db, lanes: readonly string[]): Promise<void> {
  const isDelayed = sql<boolean>`start_after > now()`;
  await changeTokens(db, lanes, sql`start_after = now()`, isDelayed);
}

/** As a command does that works beside relays; there may never have been one. */
export async function hastenBeside(db: Db, lanes: readonly string[]): Promise<void> {
  const { rows } = await sql<{ isThere: boolean }>`
    select to_regclass(${`${SCHEMA}.job`}) is not null as "isThere"`.execute(db);
  if (rows[0]?.isThere === true) await hastenTokens(db, lanes);
}

/**
 * Many at once; pg-boss changes one with a statement. What is just being taken is looked at anyway: who waited
 * for it would be waited for.
 *
 * Each is looked for by itself, in the words of the unique index: with statistics of a quiet hour PostgreSQL
 * read all tokens for a list of names, 50 ms for 60,000.
 */
async function changeTokens(
  db: Db,
  lanes: readonly string[],
  change: RawBuilder<unknown>,
  which: RawBuilder<boolean>,
): Promise<void> {
  await sql`
    with chosen as (
      select token.id from unnest(${[...lanes]}::text[]) as lane cross join lateral (
        select id from ${sql.table(`${SCHEMA}.job`)}
        where name = ${sql.lit(QUEUE)} and state = 'created' and state <= 'active'
          and policy = 'stately' and coalesce(singleton_key, '') = lane and ${which}
        limit 1 for update skip locked) as token)
    update ${sql.table(`${SCHEMA}.job`)} set ${change}
    where name = ${sql.lit(QUEUE)} and id = any(array(select id from chosen))`.execute(db);
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
