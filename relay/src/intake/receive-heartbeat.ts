import { Heartbeat } from '@alert-relay/shared-types';
import type { Connection } from '../domain/configuration.ts';
import type { ConnectionName } from '../domain/connection-name.ts';
import { type IncomingPush, type PushRefusal, readPush } from './read-push.ts';

/** What an app told of itself. */
export interface HeardApp {
  readonly waiting: number;
  readonly oldestWaitingMinutes: number;
  readonly dead: number;
}

export interface ReceiveHeartbeatDeps {
  readonly findConnection: (
    workspace: string,
    name: string,
  ) => Pick<Connection, 'workspace' | 'name' | 'secret'> | undefined;
  readonly noteApp: (labels: ConnectionName, app: HeardApp) => void;
}

export type ReceiveHeartbeatOutcome = { readonly kind: 'heard' } | PushRefusal;

/** The app proves the way to the relay on quiet days, and tells what waits on its side. */
export function receiveHeartbeat(
  deps: ReceiveHeartbeatDeps,
  request: IncomingPush,
): ReceiveHeartbeatOutcome {
  const known = deps.findConnection(request.workspace, request.connection);
  const read = readPush(known, request, { of: 'heartbeat', schema: Heartbeat });
  if (read.kind !== 'read') return read;
  const { workspace, name } = read.connection;
  deps.noteApp(
    { workspace, connection: name },
    {
      waiting: read.push.waiting,
      oldestWaitingMinutes: read.push.oldest_waiting_minutes,
      dead: read.push.dead,
    },
  );
  return { kind: 'heard' };
}
