import type { UpsertAnswer } from '@alert-relay/shared-types';
import { isUnavailable } from '../../domain/connection-hold.ts';
import type { Connection } from '../../domain/configuration.ts';
import { errorCodes, RelayError, toRelayError } from '../../lib/errors.ts';
import type { UpsertCommand } from '../tasks.ts';
import type { GatherRequests } from './gather-requests.ts';
import { upsertTask } from './upsert-task.ts';
import type { TableDeps } from './write-once.ts';

/**
 * Several commands side by side, each as it would go alone; what they ask of the instance at the same time is
 * one call: first they all look, then they all write.
 */
export async function upsertTasks(
  { gather, ...deps }: TableDeps & { readonly gather: GatherRequests },
  connection: Connection,
  commands: readonly UpsertCommand[],
): Promise<readonly (UpsertAnswer | RelayError)[]> {
  const gathering = gather.start(connection, commands.length);
  const outcomes = await Promise.all(
    commands.map(async ({ key, request, inLane = (work) => work() }) => {
      const upsert = () => upsertTask(deps, connection, key, request);
      try {
        return await inLane(() => gathering.join(upsert));
      } catch (thrown) {
        return toRelayError(thrown);
      }
    }),
  );
  const fault = faultOfConnection(outcomes);
  if (fault !== undefined) throw fault;
  return outcomes;
}

/** Nothing came through, and not for what was asked: whoever holds connections has to hear of it. */
function faultOfConnection(
  outcomes: readonly (UpsertAnswer | RelayError)[],
): RelayError | undefined {
  const [first] = outcomes;
  if (!(first instanceof RelayError)) return undefined;
  if (errorCodes[first.code].retry !== 'pause' && !isUnavailable(first.code)) return undefined;
  const isOfAll = outcomes.every((one) => one instanceof RelayError && one.code === first.code);
  return isOfAll ? first : undefined;
}
