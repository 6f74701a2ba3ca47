import { openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';
import type { OpenOptions, Store, StoreAddress } from './store.ts';

/** Opens the store and brings its schema up to date. */
export function openStore(
  { data, database: { url, maxConnections } }: StoreAddress,
  options: OpenOptions = {},
): Promise<Store> {
  return url === undefined
    ? openSqlite(data, options)
    : openPostgres({ url, maxConnections }, options);
}
