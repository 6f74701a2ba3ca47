import { existsSync } from 'node:fs';
import path from 'node:path';
import { openSqlite } from './sqlite.ts';
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

/** Whether there is a store already; opening one that is not there makes it. */
export async function isStoreThere({
  data,
  database: { url, maxConnections },
}: StoreAddress): Promise<boolean> {
  if (url === undefined) return existsSync(path.join(data, 'relay.db'));
  const { hasSchema } = await import('./postgres.ts');
  return hasSchema({ url, maxConnections });
}
