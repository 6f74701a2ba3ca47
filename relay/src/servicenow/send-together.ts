import type { Connection } from '../domain/configuration.ts';
import { RelayError, toRelayError } from '../lib/errors.ts';
import type { Command } from './call-line.ts';
import type { ServiceNow } from './create-servicenow.ts';

export interface SendTogetherDeps {
  readonly servicenow: Pick<ServiceNow, 'upsertTask' | 'upsertTasks'>;
  /** What is sent is counted against what the instance allows. */
  readonly spend: <Result>(send: () => Promise<Result>) => Promise<Result>;
}

/** One call for several commands. Tells each how it ended; what comes back says how the call itself ended. */
export async function sendTogether(
  { servicenow, spend }: SendTogetherDeps,
  connection: Connection,
  commands: readonly Command[],
): Promise<RelayError | undefined> {
  const [only] = commands;
  try {
    if (only !== undefined && commands.length === 1) {
      const { key, request, inLane } = only;
      const upsert = () => spend(() => servicenow.upsertTask(connection, key, request));
      only.succeed(await (connection.mode === 'table' ? inLane(upsert) : upsert()));
      return undefined;
    }
    const outcomes = await spend(() => servicenow.upsertTasks(connection, commands));
    for (const [index, { succeed, fail }] of commands.entries()) {
      const outcome = outcomes[index];
      if (outcome instanceof RelayError) fail(outcome);
      else if (outcome !== undefined) succeed(outcome);
    }
    return undefined;
  } catch (thrown) {
    const error = toRelayError(thrown);
    for (const { fail } of commands) fail(error);
    return error;
  }
}
