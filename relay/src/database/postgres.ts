import { Socket } from 'node:net';
import {
  type DatabaseConnection,
  HandleEmptyInListsPlugin,
  Kysely,
  PostgresDialect,
  type PostgresDialectConfig,
  PostgresDriver,
  PostgresQueryCompiler,
  replaceWithNoncontingentExpression,
  sql,
} from 'kysely';
import pg from 'pg';
import { RelayError } from '../lib/errors.ts';
import type { Secret } from '../lib/secret.ts';
import { isServerFault, toServerFault } from './explain-server-fault.ts';
import { isBehind, migrate, type Migrated } from './migrate.ts';
import type { Schema } from './schema.ts';
import type { CommitWitness, OpenOptions, Store } from './store.ts';
import { withoutNul } from './without-nul.ts';

/** PostgreSQL 15: `unique nulls not distinct` and the locks that pg-boss takes. */
const OLDEST_VERSION = 150_000;

/**
 * Limits on what one session may hold up. A relay that stands still inside a transaction (SIGSTOP, a
 * frozen machine) keeps its row locks until the server gives up on it.
 */
const SESSION = [
  ['lock_timeout', '10s'],
  ['idle_in_transaction_session_timeout', '15s'],
] as const;
const STATEMENT_TIMEOUT = '15s';
/** Above the server's own deadlines: whoever says nothing for longer is gone without a word. */
const SILENT_FOR_MS = 20_000;
const CONNECT_WITHIN_MS = 10_000;
const KNOWN_WITHIN_MS = 20_000;
const ASK_AGAIN_AFTER_MS = 50;

/** Relays and commands share one database, each with connections of its own. */
export async function openPostgres(
  address: {
    readonly url: Secret;
    readonly maxConnections: number;
    /** For tests, which do not wait that long. */
    readonly silentForMs?: number;
  },
  { beside = false }: OpenOptions = {},
): Promise<Store> {
  const db = toKysely(createPool({ ...address, ...(beside ? { maxConnections: 2 } : {}) }));
  try {
    const weaknesses = await inspectServer(db);
    await nameBytes(db);
    const brought = await migrateInItsTime(address);
    return {
      kind: 'postgres',
      db,
      reading: db,
      commits: witness(db),
      readTime: () => readTime(db),
      ...brought,
      weaknesses,
      close: () => db.destroy(),
    };
  } catch (error) {
    await db.destroy();
    throw toServerFault(error);
  }
}

/** What is there of a relay, looked at from outside: to open a database makes it one of this relay. */
export async function lookAtPostgres(
  address: Parameters<typeof openPostgres>[0],
): Promise<'nothing' | 'behind' | 'current'> {
  const db = toKysely(createPool({ ...address, maxConnections: 1 }));
  try {
    const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
    if (!tables.some(({ name }) => name === 'kysely_migration')) return 'nothing';
    return (await isBehind(db)) ? 'behind' : 'current';
  } catch (error) {
    throw toServerFault(error);
  } finally {
    await db.destroy();
  }
}

function toKysely(pool: pg.Pool): Kysely<Schema> {
  return new Kysely<Schema>({
    dialect: new CleanDialect({ pool }),
    // `in ()` is an error here and no row in SQLite; one text has to do for both.
    plugins: [new HandleEmptyInListsPlugin({ strategy: replaceWithNoncontingentExpression })],
  });
}

/**
 * An index of a large table takes minutes, in which the server says nothing. With the limits of all other
 * work each start would begin it anew and be ended in the middle of it.
 */
async function migrateInItsTime(address: Parameters<typeof openPostgres>[0]): Promise<Migrated> {
  const unlimited = { maxConnections: 2, silentForMs: 0, statementTimeout: '0' };
  const db = toKysely(createPool({ ...address, ...unlimited }));
  try {
    return await migrate(db);
  } finally {
    await db.destroy();
  }
}

function createPool({
  url,
  maxConnections: max,
  silentForMs = SILENT_FOR_MS,
  statementTimeout = STATEMENT_TIMEOUT,
}: Parameters<typeof openPostgres>[0] & { readonly statementTimeout?: string }): pg.Pool {
  const session = [...SESSION, ['statement_timeout', statementTimeout]];
  const pool = new pg.Pool({
    connectionString: withNamedCheck(url.reveal()),
    max,
    application_name: 'alert-relay',
    keepAlive: true,
    keepAliveInitialDelayMillis: SILENT_FOR_MS,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    stream: () => openSocket(silentForMs),
    options: session.map(([name, value]) => `-c ${name}=${value}`).join(' '),
    types: { getTypeParser },
  });
  // A connection that breaks while it rests is replaced by the next who needs one; one that breaks
  // while it is used fails the query as well, and without a listener would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/**
 * pg takes these modes for `verify-full`, warns of it in ten lines, and its next version will check nothing with
 * some of them. Who wants what psql does with them says so by `uselibpqcompat=true`.
 * https://www.postgresql.org/docs/15/libpq-ssl.html
 */
function withNamedCheck(url: string): string {
  if (/[?&]uselibpqcompat=true(?:&|$)/.test(url)) return url;
  return url.replaceAll(/([?&]sslmode=)(?:prefer|require|verify-ca)(?=&|$)/g, '$1verify-full');
}

/**
 * A connection whose other end is gone (a firewall that forgot it, a machine that lost its power) is ended
 * when it was silent for too long: its query fails and the pool opens another one. pg's own
 * `query_timeout` fails the query and keeps the connection, so that the next one waits behind it.
 */
function openSocket(silentForMs: number): Socket {
  const socket = new Socket();
  return socket.setTimeout(silentForMs, () => {
    socket.destroy(new Error(`The database said nothing for ${silentForMs} ms.`));
  });
}

/** Our numbers are counters and times in ms, far below 2^53; pg would make them texts. */
const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format);

class CleanDialect extends PostgresDialect {
  readonly #config: PostgresDialectConfig;

  constructor(config: PostgresDialectConfig) {
    super(config);
    this.#config = config;
  }

  override createDriver(): PostgresDriver {
    return new ExplainingDriver(this.#config);
  }

  override createQueryCompiler(): PostgresQueryCompiler {
    return new CleanCompiler();
  }
}

/** Who asks need not know what a server that is away, or goes away, makes a question fail with. */
class ExplainingDriver extends PostgresDriver {
  readonly #explained = new WeakSet<DatabaseConnection>();

  override async acquireConnection(
    ...options: Parameters<PostgresDriver['acquireConnection']>
  ): Promise<DatabaseConnection> {
    const connection = await super.acquireConnection(...options).catch(throwExplained);
    if (this.#explained.has(connection)) return connection;
    this.#explained.add(connection);
    const ask = connection.executeQuery.bind(connection);
    return Object.assign(connection, {
      executeQuery: (...question: Parameters<typeof ask>) => ask(...question).catch(throwExplained),
    });
  }
}

function throwExplained(error: unknown): never {
  throw isServerFault(error) ? toServerFault(error) : error;
}

class CleanCompiler extends PostgresQueryCompiler {
  protected override appendValue(parameter: unknown): void {
    super.appendValue(typeof parameter === 'string' ? withoutNul(parameter) : parameter);
  }
}

async function inspectServer(db: Kysely<Schema>): Promise<readonly string[]> {
  const { rows } = await sql<{
    version: number;
    encoding: string;
    fsync: string;
    synchronous: string;
    standbys: string;
  }>`
    select current_setting('server_version_num')::int as version,
      current_setting('server_encoding') as encoding,
      current_setting('fsync') as fsync,
      current_setting('synchronous_commit') as synchronous,
      current_setting('synchronous_standby_names') as standbys`.execute(db);
  const [server] = rows;
  if (server === undefined || server.version < OLDEST_VERSION) {
    throw new RelayError(
      'STORE_UNSUITABLE',
      `The database is PostgreSQL ${Math.floor((server?.version ?? 0) / 10_000)}; the relay needs 15 or newer.`,
    );
  }
  if (server.encoding !== 'UTF8') {
    throw new RelayError(
      'STORE_UNSUITABLE',
      `The database keeps texts as ${server.encoding}, in which not every alert can be written; make one for the relay with: create database … template template0 encoding 'UTF8'.`,
    );
  }
  return [
    ...(server.fsync === 'on' ? [] : ['fsync is off']),
    ...(server.synchronous === 'off' ? ['synchronous_commit is off'] : []),
    ...(server.synchronous === 'local' && server.standbys !== ''
      ? ['synchronous_commit is local, so the synchronous standby may miss what was confirmed']
      : []),
  ];
}

async function readTime(db: Kysely<Schema>): Promise<number> {
  const { rows } = await sql<{ now: number }>`
    select (extract(epoch from clock_timestamp()) * 1000)::bigint as now`.execute(db);
  return rows[0]?.now ?? Date.now();
}

/** What the first migrations call the bytes of a body, as SQLite does. */
async function nameBytes(db: Kysely<Schema>): Promise<void> {
  await sql`do $$ begin create domain blob as bytea;
    exception when duplicate_object or unique_violation then null; end $$`.execute(db);
}

/**
 * Numbers of transactions are those of one server. A standby that took over may have given one to somebody
 * else, so a name also says by which start of which server it was given, and another one's word counts for
 * nothing: the work is then done, or the alert sent, again.
 */
const STARTED = sql<string>`extract(epoch from pg_postmaster_start_time())::text`;

/** https://www.postgresql.org/docs/15/functions-info.html#FUNCTIONS-PG-SNAPSHOT */
function witness(db: Kysely<Schema>): CommitWitness {
  return {
    async nameOf(transaction) {
      const { rows } = await sql<{ name: string }>`
        select pg_current_xact_id()::text || ' ' || ${STARTED} as name`.execute(transaction);
      return rows[0]?.name ?? '';
    },
    async isCommitted(name) {
      const deadline = performance.now() + KNOWN_WITHIN_MS;
      for (;;) {
        const status = await findStatus(db, name).catch(() => 'away');
        if (status === 'committed') return true;
        // The server is away, or still busy with what the lost connection asked of it.
        const isKnown = status !== 'in progress' && status !== 'away';
        if (isKnown || performance.now() > deadline) return false;
        await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_AFTER_MS));
      }
    },
  };
}

async function findStatus(db: Kysely<Schema>, name: string): Promise<string | undefined> {
  const [transaction, started] = name.split(' ');
  const { rows } = await sql<{ status: string | null }>`
    select case when ${STARTED} = ${started}
      then pg_xact_status(${transaction}::xid8) end as status`.execute(db);
  return rows[0]?.status ?? undefined;
}
