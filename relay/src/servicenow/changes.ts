import { AcknowledgeAnswer, ChangesPage, type AcknowledgeRequest } from '@alert-relay/shared-types';
import type { Connection } from '../domain/configuration.ts';
import type { Client } from './client.ts';

/** The oldest changes that were not acknowledged yet, at most `limit`; for connections that pull. */
export async function fetchChanges(
  client: Client,
  connection: Connection,
  limit: number,
): Promise<ChangesPage> {
  return client.call(connection, {
    attempted: 'fetch the changes',
    method: 'GET',
    path: '/changes',
    query: {
      workspace: connection.workspace,
      connection: connection.name,
      limit: String(limit),
    },
    result: ChangesPage,
  });
}

/** Tells the app that these changes are durable here; gives how many it did not know yet. */
export async function acknowledgeChanges(
  client: Client,
  connection: Connection,
  ids: readonly string[],
): Promise<number> {
  const request: AcknowledgeRequest = { connection: connection.name, ids: [...ids] };
  const answer = await client.call(connection, {
    attempted: `acknowledge ${ids.length} changes`,
    method: 'POST',
    path: '/changes/acknowledge',
    query: { workspace: connection.workspace },
    body: request,
    result: AcknowledgeAnswer,
  });
  return answer.acknowledged;
}
