import { ConnectAnswer, contractVersion, type ConnectRequest } from '@alert-relay/shared-types';
import type { Connection } from '../domain/configuration.ts';
import type { Client } from './client.ts';

/** What the app must know of the relay. */
export interface RelayIdentity {
  readonly version: string;
  /** Where instances reach it; needed by connections that push. */
  readonly url: string | undefined;
}

/**
 * Introduces the relay and hands over the secret for pushed changes; says which instance and which
 * app answered. Repeating it replaces address and secret. For connections whose changes are on.
 */
export async function connect(
  client: Client,
  connection: Connection,
  relay: RelayIdentity,
): Promise<ConnectAnswer> {
  const isPush = connection.changes === 'push';
  const request: ConnectRequest = {
    contract: contractVersion,
    workspace: connection.workspace,
    connection: connection.name,
    relay_version: relay.version,
    mode: isPush ? 'push' : 'pull',
    ...(isPush && relay.url !== undefined ? { relay_url: relay.url } : {}),
    ...(isPush && connection.secret !== undefined ? { secret: connection.secret.reveal() } : {}),
  };
  return client.call(connection, {
    attempted: 'introduce the relay',
    method: 'POST',
    path: '/connect',
    body: request,
    result: ConnectAnswer,
  });
}
