import Database from 'better-sqlite3';
import type { SharedState } from '../worker/shared-state.ts';

export type Sql = Database.Database;
export type SqlValue = string | number | null;

/**
 * One connection per thread on one file. Every write runs in its own transaction, as on the platform,
 * and is on disk (synchronous=FULL) before anybody hears of it.
 */
export interface Store {
  readonly sql: Sql;
  /** Runs one write; nested calls join the outer transaction. */
  write<T>(work: () => T): T;
  prepare(text: string): Database.Statement<SqlValue[], Record<string, SqlValue>>;
  /** Rows as arrays: much cheaper than objects for tables with a hundred columns. */
  prepareRaw(text: string): Database.Statement<SqlValue[], SqlValue[]>;
  /** Undoes a write that was cut off in its middle: a script whose time is over runs no `finally`. */
  abandonWrite(): void;
  close(): void;
}

export function openStore(file: string, shared: SharedState): Store {
  const sql = new Database(file);
  sql.pragma('journal_mode = WAL');
  sql.pragma('synchronous = FULL');
  sql.pragma('busy_timeout = 20000');
  sql.pragma('cache_size = -32000');
  const statements = new Map<string, Database.Statement<SqlValue[], Record<string, SqlValue>>>();
  const rawStatements = new Map<string, Database.Statement<SqlValue[], SqlValue[]>>();
  const begin = sql.prepare('BEGIN IMMEDIATE');
  const commit = sql.prepare('COMMIT');

  return {
    sql,
    write(work) {
      if (sql.inTransaction) return work();
      // Threads queue on shared memory: SQLite's own busy handler sleeps, which costs milliseconds.
      return shared.exclusively(() => {
        begin.run();
        try {
          const result = work();
          commit.run();
          return result;
        } catch (error) {
          if (sql.inTransaction) sql.exec('ROLLBACK');
          throw error;
        }
      });
    },
    prepare(text) {
      const known = statements.get(text);
      if (known !== undefined) return known;
      const made = sql.prepare<SqlValue[], Record<string, SqlValue>>(text);
      statements.set(text, made);
      return made;
    },
    prepareRaw(text) {
      const known = rawStatements.get(text);
      if (known !== undefined) return known;
      const made = sql.prepare<SqlValue[], SqlValue[]>(text).raw();
      rawStatements.set(text, made);
      return made;
    },
    abandonWrite() {
      if (sql.inTransaction) sql.exec('ROLLBACK');
      shared.releaseOwnLock();
    },
    close: () => sql.close(),
  };
}

/** SQLite identifier. Names come from the dictionary, but a dictionary row can be written by anybody. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function textOf(value: SqlValue | undefined): string {
  return value === null || value === undefined ? '' : String(value);
}
