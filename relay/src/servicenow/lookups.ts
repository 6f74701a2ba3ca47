import { LookupAnswer, SysId, type LookupTable } from '@alert-relay/shared-types';
import { nameOf } from '../domain/connection-name.ts';
import type { Connection } from '../domain/configuration.ts';
import { isNoName } from '../domain/references.ts';
import { RelayError } from '../lib/errors.ts';
import type { ExpiringCache } from '../lib/expiring-cache.ts';
import type { Client } from './client.ts';
import { findMatches } from './table/look-up.ts';

interface Lookup {
  readonly table: LookupTable;
  /** One of the contract's `lookupColumns` for this table; the app refuses others. */
  readonly column: string;
  /** What an operator wrote: a name, or already a sys_id. */
  readonly value: string;
}

/** The sys_id of the one active record with exactly this value. */
export async function lookUp(
  deps: { readonly client: Client; readonly cache: ExpiringCache<string> },
  connection: Connection,
  lookup: Lookup,
): Promise<string> {
  const { table, column, value } = lookup;
  if (SysId.safeParse(value).success) return value;
  const cacheKey = JSON.stringify([nameOf(connection), connection.url, table, column, value]);
  return deps.cache.get(cacheKey, () => ask(deps.client, connection, lookup));
}

async function ask(client: Client, connection: Connection, lookup: Lookup): Promise<string> {
  const { table, column, value } = lookup;
  const attempted = `look up ${table} with ${column} "${value}"`;
  const find = connection.mode === 'table' ? findMatches : askApp;
  const [only, second] = isNoName(value) ? [] : await find(client, connection, lookup, attempted);
  if (only !== undefined && second === undefined) return only.sys_id;
  const where = `on connection ${nameOf(connection)}`;
  const details = { connection: nameOf(connection), table, column };
  throw only === undefined
    ? new RelayError(
        'SERVICENOW_LOOKUP_EMPTY',
        `Could not ${attempted} ${where}: no active record has exactly this value. Correct the name in the route, or use a sys_id, then replay.`,
        { details },
      )
    : new RelayError(
        'SERVICENOW_LOOKUP_AMBIGUOUS',
        `Could not ${attempted} ${where}: several active records have this value. Use the sys_id of the right one in the route, then replay.`,
        { details },
      );
}

async function askApp(
  client: Client,
  connection: Connection,
  { table, column, value }: Lookup,
  attempted: string,
): Promise<LookupAnswer['matches']> {
  const { matches } = await client.call(connection, {
    attempted,
    method: 'GET',
    path: '/lookup',
    query: { table, column, value },
    result: LookupAnswer,
  });
  return matches;
}
