import { closeSync, fdatasync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import {
  type DatabaseConnection,
  type Driver,
  Kysely,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  type SqliteDialectConfig,
  SqliteDriver,
  type SqliteStatement,
} from 'kysely';
import { RelayError } from '../lib/errors.ts';
import { makeFolder } from '../lib/make-folder.ts';
import { explainFolderFault, explainStoreFault } from './explain-folder-fault.ts';
import { migrate } from './migrate.ts';
import { findMove } from './move.ts';
import { createReader } from './reading-thread.ts';
import type { Db, Schema } from './schema.ts';
import { endProcess, LOG_PAGES, openFile, PAGE_BYTES, syncApart } from './sqlite-file.ts';
import type { OpenOptions, Store } from './store.ts';
import { createSyncs } from './syncs.ts';

/**
 * The embedded store in a data folder. A second relay on the folder is refused; a command that works
 * `beside` the relay is not, since SQLite orders their transactions.
 */
export async function openSqlite(folder: string, options: OpenOptions = {}): Promise<Store> {
  try {
    return await openFolder(folder, options);
  } catch (error) {
    throw explainFolderFault(folder, error);
  }
}

async function openFolder(
  folder: string,
  { beside = false, mayBeMoved = false }: OpenOptions,
): Promise<Store> {
  // What alerts say, and what people wrote about them, is for nobody else on the machine.
  makeFolder(folder, 0o700);
  const lock = beside ? undefined : lockFolder(folder);
  const file = join(folder, 'relay.db');
  const sqlite = openFile(file);
  if (!beside) growLog(sqlite, file);
  const db = toKysely(sqlite, folder);
  const brought = await migrate(db);
  const move = mayBeMoved ? undefined : await findMove(db);
  if (move !== undefined) {
    await db.destroy();
    lock?.close();
    throw movedAway(folder, move);
  }
  // A command has few commits, and not all of them through `transact`: there each one syncs by itself.
  const log = lock === undefined || mayBeMoved ? undefined : openLog(sqlite, file);
  // The second writer is the one to copy the log back: a copy holds its thread, and syncs twice.
  if (log !== undefined) sqlite.pragma(`wal_autocheckpoint = ${3 * LOG_PAGES}`);
  const reading = createReader(folder);
  return {
    kind: 'embedded',
    db,
    reading,
    ...(log === undefined ? {} : { synced: log.synced }),
    usedBytes: async () => usedPagesOf(sqlite) * PAGE_BYTES,
    ...brought,
    readTime: async () => Date.now(),
    weaknesses: [],
    async close() {
      await log?.close();
      await reading.destroy();
      await db.destroy();
      lock?.close();
    },
  };
}

/** For a thread that only reads, beside the relay's own connections. */
export function openForReading(folder: string): Database.Database {
  const sqlite = new Database(join(folder, 'relay.db'), { readonly: true, fileMustExist: true });
  sqlite.pragma('temp_store = MEMORY');
  return sqlite;
}

interface Log {
  /** Resolves when all that was committed before the call is durable. */
  readonly synced: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A thread that waits for the disk reads no request, and one batch can be written while the disk works on the one before. */
function openLog(sqlite: Database.Database, file: string): Log {
  const log = syncApart(sqlite, file);
  const synced = createSyncs(() => syncData(log).catch(endProcess));
  return {
    synced,
    async close() {
      await synced();
      closeSync(log);
    },
  };
}

const syncData = promisify(fdatasync);

function toKysely(sqlite: Database.Database, folder: string): Db {
  return new Kysely<Schema>({
    dialect: new EmbeddedDialect({ database: withPreparedOnce(sqlite, folder) }),
  });
}

class EmbeddedDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig;

  constructor(config: SqliteDialectConfig) {
    super(config);
    this.#config = config;
  }

  override createDriver(): Driver {
    return new EmbeddedDriver(this.#config);
  }

  override createAdapter(): SqliteAdapter {
    return new EmbeddedAdapter();
  }
}

/**
 * Who wants the one connection waits in line. Kysely's own lock wakes all who wait each time, to let one of
 * them pass: with some hundred lanes asking, that was a twentieth of all garbage.
 */
class EmbeddedDriver extends SqliteDriver {
  #isTaken = false;
  readonly #waiting: (() => void)[] = [];

  override async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#isTaken) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#isTaken = true;
    return super.acquireConnection();
  }

  /** It stays taken where somebody waits: nobody gets in between. */
  override async releaseConnection(): Promise<void> {
    const next = this.#waiting.shift();
    if (next === undefined) this.#isTaken = false;
    else next();
  }
}

/**
 * SQLite does take back what a transaction did to the schema, Kysely does not count on it: a relay that died
 * in the middle of its migrations would leave half of one behind, and nothing could start on it again.
 */
class EmbeddedAdapter extends SqliteAdapter {
  /** The driver sees to it that there is one. */
  override get supportsMultipleConnections(): boolean {
    return true;
  }

  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

function usedPagesOf(sqlite: Database.Database): number {
  const [all, free] = ['page_count', 'freelist_count'].map((name) =>
    Number(sqlite.pragma(name, { simple: true })),
  );
  return (all ?? 0) - (free ?? 0);
}

/**
 * Makes the log as long as it will ever be, before the first alert comes. A sync of a file that grows
 * also writes where its new blocks are: over a log that had its length, commits of 32 deliveries took
 * 0.6 ms where they had taken 1.1 to 3.4 ms, measured beside each other on a busy disk.
 */
function growLog(sqlite: Database.Database, file: string): void {
  const log = statSync(`${file}-wal`, { throwIfNoEntry: false });
  if (log !== undefined && log.size >= LOG_PAGES * PAGE_BYTES) return;
  sqlite.pragma('wal_autocheckpoint = 0');
  const fill = sqlite.transaction(() => {
    // Of a start that was killed before it could drop it.
    sqlite.exec('DROP TABLE IF EXISTS filler');
    sqlite.exec('CREATE TABLE filler (page BLOB)');
    const insert = sqlite.prepare('INSERT INTO filler VALUES (zeroblob(?))');
    for (let page = 0; page < LOG_PAGES; page += 1) insert.run(PAGE_BYTES - 200);
  });
  fill();
  sqlite.exec('DROP TABLE filler');
  sqlite.pragma('wal_checkpoint(RESTART)');
  sqlite.pragma(`wal_autocheckpoint = ${LOG_PAGES}`);
}

/**
 * The lock is a transaction on a file of its own, held as long as the process lives: the system
 * drops it however the process ends, and the store itself stays readable for tools.
 */
function lockFolder(folder: string): Database.Database {
  const lock = new Database(join(folder, 'relay.lock'), { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    if (isOfCode(error, 'SQLITE_NOTADB')) throw lockDamaged(folder, error);
    if (!isOfCode(error, 'SQLITE_BUSY')) throw error;
    throw new RelayError(
      'DATA_FOLDER_LOCKED',
      `Another relay works on the data folder ${folder}. Stop it, or give this one a folder of its own with --data.`,
      { cause: error },
    );
  }
}

function isOfCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith(code);
}

function lockDamaged(folder: string, cause: unknown): RelayError {
  return new RelayError(
    'STORE_UNAVAILABLE',
    `Could not work in the data folder ${folder}: relay.lock in it is damaged. Nothing is kept in it: delete it, then start again.`,
    { cause },
  );
}

/** Kysely prepares every statement anew; the texts repeat, so each is prepared once. */
function withPreparedOnce(sqlite: Database.Database, folder: string): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>();
  return {
    prepare(sql: string) {
      if (sql === 'rollback') return rollbackOf(sqlite);
      const known = prepared.get(sql);
      if (known !== undefined) return known;
      const statement = prepareExplained(sqlite, folder, sql);
      if (prepared.size < 1000) prepared.set(sql, statement);
      return statement;
    },
    close: () => sqlite.close(),
  };
}

/** Whoever asks (a stage, a page, a task) need not know what a full disk or a damaged file makes a question fail with. */
function prepareExplained(sqlite: Database.Database, folder: string, sql: string): SqliteStatement {
  function explained<Result>(ask: () => Result): Result {
    try {
      return ask();
    } catch (error) {
      throw explainStoreFault(folder, error);
    }
  }
  const statement = explained(() => sqlite.prepare(sql));
  return {
    reader: statement.reader,
    all: (parameters) => explained(() => statement.all(parameters)),
    run: (parameters) => explained(() => statement.run(parameters)),
    iterate: (parameters) => statement.iterate(parameters),
  };
}

/**
 * SQLite ends a transaction by itself when the disk is full (lang_transaction.html, "Response To Errors
 * Within A Transaction"). A rollback after that would fail, and hide what was wrong.
 */
function rollbackOf(sqlite: Database.Database): SqliteStatement {
  return {
    reader: false,
    all: () => [],
    iterate: () => [].values(),
    run() {
      if (sqlite.inTransaction) sqlite.exec('ROLLBACK');
      return { changes: 0, lastInsertRowid: 0 };
    },
  };
}

/** What is here is also in the database: two relays would do the same work twice. */
function movedAway(folder: string, { isDone }: { readonly isDone: boolean }): RelayError {
  return new RelayError(
    'STORE_UNSUITABLE',
    isDone
      ? `The store in ${folder} was moved into PostgreSQL. Set RELAY_DATABASE_URL, or name another folder.`
      : `A move of the store in ${folder} into PostgreSQL did not come to its end. Run "alert-relay move" again, or "alert-relay move --cancel" to stay here.`,
  );
}
