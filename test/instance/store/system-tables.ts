import type { Sql } from './database.ts';

/** Tables of the simulation itself; their names begin with an underscore, which no platform table does. */
export function createSystemTables(sql: Sql): void {
  sql.exec(`
    CREATE TABLE IF NOT EXISTS _counter (name TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS _setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS _write_log (
      seq INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, table_name TEXT NOT NULL, sys_id TEXT NOT NULL,
      number TEXT NOT NULL, operation TEXT NOT NULL, changes TEXT NOT NULL, user TEXT NOT NULL, txn TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS _job (
      id INTEGER PRIMARY KEY AUTOINCREMENT, due_at INTEGER NOT NULL, kind TEXT NOT NULL, payload TEXT NOT NULL,
      taken INTEGER NOT NULL DEFAULT 0);
    CREATE INDEX IF NOT EXISTS _job_due ON _job (taken, due_at);
    CREATE TABLE IF NOT EXISTS _attachment_content (sys_id TEXT PRIMARY KEY, content BLOB NOT NULL);
  `);
}
