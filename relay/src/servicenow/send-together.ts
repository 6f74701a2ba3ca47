import type { Connection } from '../domain/configuration.ts';
import { errorCodes, RelayError, toRelayError } from '../lib/errors.ts';
import type { Command } from './call-line.ts';
import type { ServiceNow } from './create-servicenow.ts';

export interface SendTogetherDeps {
  readonly servicenow: Pick<ServiceNow, 'upsertTask' | 'upsertTasks'>;
  /** What is sent is counted against what the instance allows. */
  readonly spend: <Result>(send: () => Promise<Result>) => Promise<Result>;
}

/**
 * One call for several commands. Tells each how it ended; what comes back says how the call itself ended.
 * A call that is refused for good may have been too large for what lies between, or one of its commands is
 * to blame: each half of it is tried once more, down to the single command.
 */
export async function sendTogether(
  deps: SendTogetherDeps,
  connection: Connection,
  commands: readonly Command[],
): Promise<RelayError | undefined> {
  const { servicenow, spend } = deps;
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
    if (commands.length > 1 && errorCodes[error.code].retry === 'never') {
      const middle = Math.ceil(commands.length / 2);
      const ofFirst = await sendTogether(deps, connection, commands.slice(0, middle));
      return (await sendTogether(deps, connection, commands.slice(middle))) ?? ofFirst;
    }
    for (const { fail } of commands) fail(error);
    return error;
  }
}
