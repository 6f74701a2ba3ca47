import { type LookupTable, SysId } from '@alert-relay/shared-types';
import { z } from 'zod';
import type { Connection } from '../../domain/configuration.ts';
import { toOpenForMs } from '../../domain/unknown-outcome.ts';
import type { Client } from '../client.ts';

/** A column that a table lacks would be dropped from the query, or empty the answer: only where it is. */
const tablesWithActive: readonly LookupTable[] = ['sys_user', 'sys_user_group'];

/** Enough to tell one from several, though some rows may turn out not to match. */
const LIMIT = 10;

/** What the app's look-up answers: at most two matches, each with exactly this value. */
export async function findMatches(
  client: Client,
  connection: Connection,
  lookup: { readonly table: LookupTable; readonly column: string; readonly value: string },
  attempted: string,
): Promise<readonly { readonly sys_id: string }[]> {
  const { table, column, value } = lookup;
  const active = tablesWithActive.includes(table) ? '^active=true' : '';
  const rows = await client.call(connection, {
    api: 'table',
    attempted,
    method: 'GET',
    path: `/${table}`,
    query: {
      sysparm_query: `${column}=${value}${active}`,
      sysparm_limit: String(LIMIT),
      sysparm_fields: `sys_id,${column}`,
      sysparm_display_value: 'false',
    },
    result: z.array(z.looseObject({ sys_id: SysId })),
    deadlineMs: toOpenForMs(connection),
  });
  // A term that the instance does not know returns everything: a row counts only if it says itself what was
  // asked for.
  return rows.filter((row) => isSame(row[column], value)).slice(0, 2);
}

/** ServiceNow's `=` does not look at case. */
function isSame(stored: unknown, wanted: string): boolean {
  return typeof stored === 'string' && stored.toLowerCase() === wanted.toLowerCase();
}
