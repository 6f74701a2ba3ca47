import { z } from 'zod';
import type { Connection } from '../domain/configuration.ts';
import { toOpenForMs } from '../domain/unknown-outcome.ts';
import type { Client } from './client.ts';
import { findTask } from './tasks.ts';

/** No key of ours: they are hashes. */
const NO_KEY = '0'.repeat(64);

/**
 * The lightest call that shows that the instance is awake and takes our sign-in: for a record that
 * nobody has, or in table mode for the account's own. Rejects as any call does.
 */
export async function probe(client: Client, connection: Connection): Promise<void> {
  if (connection.mode === 'app') {
    await findTask(client, connection, NO_KEY);
    return;
  }
  await client.call(connection, {
    api: 'table',
    attempted: 'see whether the instance answers',
    method: 'GET',
    path: '/sys_user',
    query: {
      sysparm_query: 'sys_id=javascript:gs.getUserID()',
      sysparm_fields: 'sys_id',
      sysparm_limit: '1',
    },
    result: z.array(z.unknown()),
    deadlineMs: toOpenForMs(connection),
  });
}
