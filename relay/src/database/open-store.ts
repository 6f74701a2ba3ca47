import { existsSync } from 'node:fs';
import path from 'node:path';
import { Kysely, SqliteDialect } from 'kysely';
import { explainFolderFault } from './explain-folder-fault.ts';
import { isBehind } from './migrate.ts';
import type { Schema } from './schema.ts';
import { openForReading, openSqlite } from './sqlite.ts';
import type { OpenOptions, Store, StoreAddress } from './store.ts';

/** Opens the store and brings its schema up to date. What only the other kind needs is not loaded. */
export async function openStore(
  { data, database: { url, maxConnections } }: StoreAddress,
  options: OpenOptions = {},
): Promise<Store> {
  if (url === undefined) return openSqlite(data, options);
  const { openPostgres } = await import('./postgres.ts');
  return openPostgres({ url, maxConnections }, options);
}

/** What is there, looked at from outside: opening a store that is not there makes it, and brings its schema up to date. */
export async function lookAtStore({
  data,
  database: { url, maxConnections },
}: StoreAddress): Promise<'nothing' | 'behind' | 'current'> {
  if (url === undefined) return lookAtFolder(data);
  const { lookAtPostgres } = await import('./postgres.ts');
  return lookAtPostgres({ url, maxConnections });
}

async function lookAtFolder(folder: string): Promise<'nothing' | 'behind' | 'current'> {
  if (!existsSync(path.join(folder, 'relay.db'))) return 'nothing';
  try {
    const database = openForReading(folder);
    const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database }) });
    try {
      return (await isBehind(db)) ? 'behind' : 'current';
    } finally {
      await db.destroy();
    }
  } catch (error) {
    throw explainFolderFault(folder, error);
  }
}
