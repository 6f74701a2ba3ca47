import { openSync } from 'node:fs';
import Database from 'better-sqlite3';
import { RelayError } from '../lib/errors.ts';

/** A small log is copied back often and quickly: with 4000 pages each copy held the store four times as long. */
export const LOG_PAGES = 1000;
export const PAGE_BYTES = 4096;

/**
 * A connection that writes to the embedded store. WAL with synchronous=FULL syncs at every commit: with group
 * commit that costs at most 1.8 times NORMAL, which issued no sync at all in 50 commits (engine.md section 2).
 */
export function openFile(file: string): Database.Database {
  const sqlite = new Database(file);
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = FULL');
  sqlite.pragma(`wal_autocheckpoint = ${LOG_PAGES}`);
  sqlite.pragma('cache_size = -4096');
  sqlite.pragma('temp_store = MEMORY');
  return sqlite;
}

/**
 * From here on commits are written but not synced: who waits for the disk does not hold the connection. Nothing may be
 * answered or sent before a sync of the log: it is to this connection what `synchronous = FULL` was. (A checkpoint
 * syncs the log by itself, before it copies.)
 * @returns the log, open for its syncs; where one fails, `endProcess`
 */
export function syncApart(sqlite: Database.Database, file: string): number {
  sqlite.pragma('synchronous = NORMAL');
  // The log exists as long as a connection does, and SQLite holds no lock on it that closing would drop.
  return openSync(`${file}-wal`, 'r+');
}

/**
 * The system tells of a failed sync once and forgets the pages: a later one that succeeds proves nothing of
 * them. So nobody is answered, whoever asked, and the process ends; what was not answered comes again.
 */
export function endProcess(cause: unknown): Promise<never> {
  setImmediate(() => {
    throw new RelayError(
      'STORE_UNAVAILABLE',
      'The disk could not write the store down, so the relay ends: what tools were told is safe, what they were not told they send again. Look at the log of the system for errors of the disk, move the data to a sound one, and start again.',
      { cause },
    );
  });
  return new Promise(() => undefined);
}
