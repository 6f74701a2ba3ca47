import { ChangesPush, type ChangeEvent } from '@alert-relay/shared-types';
import { Webhook } from 'standardwebhooks';
import { readBody } from '../connector-kit/read-body.ts';
import { toChangeLane } from '../domain/change-lane.ts';
import type { Connection } from '../domain/configuration.ts';
import { withoutExcluded } from '../domain/excluded-fields.ts';
import type { Clock } from '../lib/clock.ts';
import type { NewChange } from '../store/changes.ts';

export interface ReceiveChangesDeps {
  readonly findConnection: (workspace: string, name: string) => Connection | undefined;
  /** Resolves when they are durable; those known already are left as they are. */
  readonly keep: (changes: readonly NewChange[]) => Promise<void>;
  readonly clock: Clock;
}

export interface IncomingChanges {
  readonly workspace: string;
  readonly connection: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

export type ReceiveChangesOutcome =
  | { readonly kind: 'unknown-connection' }
  | { readonly kind: 'refused'; readonly because: 'missing' | 'mismatch' }
  | { readonly kind: 'unreadable'; readonly because: string }
  | { readonly kind: 'kept'; readonly accepted: readonly string[] }
  | { readonly kind: 'busy'; readonly error: unknown };

/** The same door for changes pushed by the app: verify over the raw bytes, keep, then answer. */
export async function receiveChanges(
  deps: ReceiveChangesDeps,
  request: IncomingChanges,
): Promise<ReceiveChangesOutcome> {
  const connection = deps.findConnection(request.workspace, request.connection);
  if (connection?.secret === undefined) return { kind: 'unknown-connection' };
  const refusal = verifyPush(connection.secret.reveal(), request);
  if (refusal !== undefined) return refusal;
  const decoded = readBody(request.body);
  if (decoded.kind === 'unreadable') return decoded;
  const push = ChangesPush.safeParse(decoded.json);
  if (!push.success) {
    const where = push.error.issues[0]?.path.join('.') ?? '';
    return {
      kind: 'unreadable',
      because: `The body breaks the contract at ${where || 'its root'}.`,
    };
  }
  try {
    await deps.keep(toNewChanges(connection, push.data.changes, deps.clock.now()));
  } catch (error) {
    return { kind: 'busy', error };
  }
  return { kind: 'kept', accepted: push.data.changes.map(({ id }) => id) };
}

/** Changes of one record wait in a lane of their own, whatever becomes of its alert. */
export function toNewChanges(
  connection: Pick<Connection, 'workspace' | 'name' | 'excludedFields'>,
  changes: readonly ChangeEvent[],
  receivedAt: number,
): readonly NewChange[] {
  return changes.map((change) => ({
    workspace: connection.workspace,
    connection: connection.name,
    lane: toChangeLane(connection, change.sys_id),
    receivedAt,
    change: withoutExcluded(change, connection.excludedFields),
  }));
}

/** Standard Webhooks: constant time, five minutes of tolerance, several signatures during a rotation. */
export function verifyPush(
  secret: string,
  request: Pick<IncomingChanges, 'headers' | 'body'>,
): { readonly kind: 'refused'; readonly because: 'missing' | 'mismatch' } | undefined {
  const headers = pick(request.headers, ['webhook-id', 'webhook-timestamp', 'webhook-signature']);
  if (headers === undefined) return { kind: 'refused', because: 'missing' };
  try {
    new Webhook(secret).verify(Buffer.from(request.body), headers, { jsonParse: false });
    return undefined;
  } catch {
    return { kind: 'refused', because: 'mismatch' };
  }
}

function pick(
  headers: IncomingChanges['headers'],
  names: readonly string[],
): Record<string, string> | undefined {
  const picked: Record<string, string> = {};
  for (const name of names) {
    const value = headers[name];
    if (value === undefined) return undefined;
    picked[name] = value;
  }
  return picked;
}
