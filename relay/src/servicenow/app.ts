import {
  type Feature,
  features,
  HeartbeatAnswer,
  type HeartbeatRequest,
  PreflightAnswer,
} from '@alert-relay/shared-types';
import { nameOf } from '../domain/connection-name.ts';
import type { Connection } from '../domain/configuration.ts';
import { RelayError } from '../lib/errors.ts';
import type { Client } from './client.ts';

/** Which app a connection has. */
export interface KnownApp {
  readonly version: string;
  /** What it names and we know; an app of the first version names nothing. */
  readonly features: ReadonlySet<Feature>;
}

/** An app that was updated is noticed within this time. */
export const ASK_AGAIN_MS = 300_000;

/** Asked with the call that every version of the app has and that changes nothing. */
export async function fetchApp(client: Client, connection: Connection): Promise<KnownApp> {
  const answer = await client.call(connection, {
    attempted: 'ask which app is installed',
    method: 'GET',
    path: '/preflight',
    result: PreflightAnswer,
  });
  return {
    version: answer.app_version,
    features: new Set(features.filter((feature) => answer.features.includes(feature))),
  };
}

/** Says that the relay is there; `undefined` when the app does not know the connection (any more). */
export async function sendHeartbeat(
  client: Client,
  connection: Connection,
  relay: { readonly version: string; readonly everySeconds: number },
): Promise<HeartbeatAnswer | undefined> {
  const request: HeartbeatRequest = {
    workspace: connection.workspace,
    connection: connection.name,
    relay_version: relay.version,
    every_seconds: relay.everySeconds,
  };
  try {
    return await client.call(connection, {
      attempted: 'send a heartbeat',
      method: 'POST',
      path: '/heartbeat',
      body: request,
      result: HeartbeatAnswer,
    });
  } catch (error) {
    if (error instanceof RelayError && error.details['problem'] === 'not_found') return undefined;
    throw error;
  }
}

/** What an older app cannot be asked for: says what to do about it. */
export function outdated(connection: Connection, app: KnownApp, feature: Feature): RelayError {
  return new RelayError(
    'SERVICENOW_APP_OUTDATED',
    `The app on connection ${nameOf(connection)} is version ${app.version} and does not know "${feature}" yet. Update the app; what waits for it goes on by itself.`,
    { details: { connection: nameOf(connection), feature }, retryAfterMs: ASK_AGAIN_MS },
  );
}
