import { ChangesPush, type ChangeEvent } from '@alert-relay/shared-types';
import { toChangeLane } from '../domain/change-lane.ts';
import type { Connection } from '../domain/configuration.ts';
import { withoutExcluded } from '../domain/excluded-fields.ts';
import type { Clock } from '../lib/clock.ts';
import type { NewChange } from '../store/changes.ts';
import { type IncomingPush, type PushRefusal, readPush } from './read-push.ts';

export interface ReceiveChangesDeps {
  readonly findConnection: (workspace: string, name: string) => Connection | undefined;
  /** Resolves when they are durable; those known already are left as they are. */
  readonly keep: (changes: readonly NewChange[]) => Promise<void>;
  readonly clock: Clock;
}

export type ReceiveChangesOutcome =
  | PushRefusal
  | { readonly kind: 'kept'; readonly accepted: readonly string[] }
  | { readonly kind: 'busy'; readonly error: unknown };

/** The same door for changes pushed by the app: verify over the raw bytes, keep, then answer. */
export async function receiveChanges(
  deps: ReceiveChangesDeps,
  request: IncomingPush,
): Promise<ReceiveChangesOutcome> {
  const known = deps.findConnection(request.workspace, request.connection);
  const read = readPush(known, request, { of: 'body', schema: ChangesPush });
  if (read.kind !== 'read') return read;
  const { changes } = read.push;
  try {
    await deps.keep(toNewChanges(read.connection, changes, deps.clock.now()));
  } catch (error) {
    return { kind: 'busy', error };
  }
  return { kind: 'kept', accepted: changes.map(({ id }) => id) };
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
