import { fdatasyncSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { endProcess, openFile, syncApart } from './sqlite-file.ts';
import type { FlatRows } from './flat-rows.ts';

/** A second writer on an embedded store that is open in this process, for a thread that has nothing else to do. */
export interface SecondWriter {
  /** Commits all rows or none; they are durable once `sync` comes back. */
  readonly write: (tables: readonly FlatRows[]) => void;
  /** Holds the thread while the disk works. Resolves never where it fails: the process ends. */
  readonly sync: () => Promise<void>;
  /** Copies what lies in the log into the file, as far as no reader needs it; others may write meanwhile. */
  readonly copyLogBack: () => void;
}

export function openSecondWriter(folder: string): SecondWriter {
  const file = join(folder, 'relay.db');
  const sqlite = openFile(file);
  // Synced below, when nobody waits for the writer's turn any more.
  const log = syncApart(sqlite, file);
  const prepared = new Map<string, Database.Statement>();

  function prepare(sql: string): Database.Statement {
    const statement = prepared.get(sql) ?? sqlite.prepare(sql);
    prepared.set(sql, statement);
    return statement;
  }

  return {
    write: sqlite.transaction((tables: readonly FlatRows[]) => {
      for (const { sql, width, values } of tables) {
        const insert = prepare(sql);
        for (let start = 0; start < values.length; start += width) {
          insert.run(values.slice(start, start + width));
        }
      }
    }),
    async sync() {
      try {
        fdatasyncSync(log);
      } catch (error) {
        await endProcess(error);
      }
    },
    copyLogBack() {
      try {
        sqlite.pragma('wal_checkpoint(PASSIVE)');
      } catch {
        // A disk that is full: the log stays, and the next commit says what is wrong.
      }
    },
  };
}
