import { Heartbeat } from '@alert-relay/shared-types';
import { readBody } from '../connector-kit/read-body.ts';
import type { Connection } from '../domain/configuration.ts';
import { verifyPush, type IncomingChanges, type ReceiveChangesOutcome } from './receive-changes.ts';

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
  readonly noteApp: (
    labels: { readonly workspace: string; readonly connection: string },
    app: HeardApp,
  ) => void;
}

export type ReceiveHeartbeatOutcome =
  | { readonly kind: 'heard' }
  | Exclude<ReceiveChangesOutcome, { kind: 'kept' | 'busy' }>;

/** The app proves the way to the relay on quiet days, and tells what waits on its side. */
export function receiveHeartbeat(
  deps: ReceiveHeartbeatDeps,
  request: IncomingChanges,
): ReceiveHeartbeatOutcome {
  const connection = deps.findConnection(request.workspace, request.connection);
  if (connection?.secret === undefined) return { kind: 'unknown-connection' };
  const refusal = verifyPush(connection.secret.reveal(), request);
  if (refusal !== undefined) return refusal;
  const decoded = readBody(request.body);
  if (decoded.kind === 'unreadable') return decoded;
  const heartbeat = Heartbeat.safeParse(decoded.json);
  if (!heartbeat.success) {
    const where = heartbeat.error.issues[0]?.path.join('.') ?? '';
    return {
      kind: 'unreadable',
      because: `The heartbeat breaks the contract at ${where || 'its root'}.`,
    };
  }
  const { workspace, name } = connection;
  deps.noteApp(
    { workspace, connection: name },
    {
      waiting: heartbeat.data.waiting,
      oldestWaitingMinutes: heartbeat.data.oldest_waiting_minutes,
      dead: heartbeat.data.dead,
    },
  );
  return { kind: 'heard' };
}
