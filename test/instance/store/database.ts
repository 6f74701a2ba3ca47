import { closeSync, fdatasyncSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { SharedState } from '../worker/shared-state.ts';

export type Sql = Database.Database;
export type SqlValue = string | number | null;

/**
 * One connection per thread on one file. Every write is a transaction of its own, as on the platform.
 * What was written is on disk before anybody outside hears of it: not each commit waits for the disk, but
 * each answer and each call out does (`makeDurable`). A scripted upsert makes nine commits; waiting nine
 * times made it three to ten times slower.
 */
export interface Store {
  readonly sql: Sql;
  /** Runs one write; nested calls join the outer transaction. */
  write<T>(work: () => T): T;
  prepare(text: string): Database.Statement<SqlValue[], Record<string, SqlValue>>;
  /** Rows as arrays: much cheaper than objects for tables with a hundred columns. */
  prepareRaw(text: string): Database.Statement<SqlValue[], SqlValue[]>;
  /** Waits until the writes of this thread are on disk. */
  makeDurable(): void;
  /** Undoes a write that was cut off in its middle: a script whose time is over runs no `finally`. */
  abandonWrite(): void;
  close(): void;
}

export function openStore(file: string, shared: SharedState): Store {
  const sql = new Database(file);
  sql.pragma('journal_mode = WAL');
  sql.pragma('synchronous = NORMAL');
  sql.pragma('busy_timeout = 20000');
  sql.pragma('cache_size = -32000');
  const statements = new Map<string, Database.Statement<SqlValue[], Record<string, SqlValue>>>();
  const rawStatements = new Map<string, Database.Statement<SqlValue[], SqlValue[]>>();
  const begin = sql.prepare('BEGIN IMMEDIATE');
  const commit = sql.prepare('COMMIT');
  let hasUnsynced = false;
  let logFile: number | undefined;

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
          hasUnsynced = true;
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
    makeDurable() {
      if (!hasUnsynced) return;
      hasUnsynced = false;
      // With WAL a commit is what stands in this file; SQLite itself syncs it before each checkpoint.
      logFile ??= openSync(`${file}-wal`, 'r');
      fdatasyncSync(logFile);
    },
    abandonWrite() {
      if (sql.inTransaction) sql.exec('ROLLBACK');
      shared.releaseOwnLock();
    },
    close() {
      if (logFile !== undefined) closeSync(logFile);
      sql.close();
    },
  };
}

/** SQLite identifier. Names come from the dictionary, but a dictionary row can be written by anybody. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function textOf(value: SqlValue | undefined): string {
  return value === null || value === undefined ? '' : String(value);
}
