import { AsyncLocalStorage } from 'node:async_hooks';
import type { UpsertAnswer, UpsertRequest } from '@alert-relay/shared-types';
import { afterAnswer, type CallLimit, decideBatch, isUrgent } from '../domain/call-plan.ts';
import type { Connection } from '../domain/configuration.ts';
import { type ErrorCode, RelayError, toRelayError } from '../lib/errors.ts';
import type { ServiceNow } from './create-servicenow.ts';
import { nameOf } from './exchange.ts';

export interface SharedCalls {
  readonly servicenow: ServiceNow;
  /** What waits is given back undone. */
  readonly stop: () => void;
}

export interface ShareDeps {
  /** Told of each call that was answered or failed, with the number of its commands. */
  readonly onCall?: (connection: Connection, commands: number) => void;
  /** Throws where the lane of a command may no longer write. */
  readonly assertMayWrite?: () => void;
}

interface Command {
  /** Does something as work of the lane that the command came from. */
  readonly inLane: <Result>(work: () => Result) => Result;
  readonly key: string;
  readonly request: UpsertRequest;
  readonly succeed: (answer: UpsertAnswer) => void;
  readonly fail: (error: RelayError) => void;
}

/** What one instance has to do with us. */
interface Line {
  connection: Connection;
  /** Highest priority first, then the others, each in the order in which they came. */
  readonly urgent: Command[];
  readonly waiting: Command[];
  underWay: number;
  limit: CallLimit;
  isPlanned: boolean;
}

/** Of the texts in one call: far below what an instance takes (10 MB). */
const MAX_TEXT_LENGTH = 1_000_000;

/** After these an instance gets fewer calls at once. */
const tooMuch: ReadonlySet<ErrorCode> = new Set([
  'SERVICENOW_BUSY',
  'SERVICENOW_RATE_LIMITED',
  'SERVICENOW_UNAVAILABLE',
]);

/**
 * Writes to one instance share its calls: `decideBatch` says how many commands of waiting lanes go out
 * together, and how many calls are under way depends on how the instance bears them. Each command has an
 * outcome of its own. In table mode each is several calls, so there it only waits for its turn.
 *
 * A call that is shared belongs to no lane: whether a lane may still write is asked for each command when
 * it leaves. The calls of table mode are work of their lane, and each is asked: between looking for a
 * record and creating it another relay may have gone on.
 */
export function shareCalls(
  servicenow: ServiceNow,
  { onCall = () => undefined, assertMayWrite = () => undefined }: ShareDeps = {},
): SharedCalls {
  const lines = new Map<string, Line>();
  const outsideOfLanes = AsyncLocalStorage.snapshot();

  function lineOf(connection: Connection): Line {
    const name = nameOf(connection);
    const known = lines.get(name);
    if (known !== undefined) {
      known.connection = connection;
      return known;
    }
    const limit = { limit: connection.calls.atOnce, good: 0 };
    const created: Line = {
      connection,
      urgent: [],
      waiting: [],
      underWay: 0,
      limit,
      isPlanned: false,
    };
    lines.set(name, created);
    return created;
  }

  /** Lanes that are woken together ask one after the other within one turn of the event loop. */
  function plan(line: Line): void {
    if (line.isPlanned) return;
    line.isPlanned = true;
    queueMicrotask(() => {
      line.isPlanned = false;
      send(line);
    });
  }

  function send(line: Line): void {
    const { mode, calls } = line.connection;
    const perCall = mode === 'table' ? 1 : calls.perCall;
    for (;;) {
      const together = decideBatch({
        waiting: line.urgent.length + line.waiting.length,
        underWay: line.underWay,
        perCall,
        atOnce: Math.min(line.limit.limit, calls.atOnce),
      });
      if (together === 0) return;
      const commands = take(line, together).filter((command) => mayLeave(command, assertMayWrite));
      if (commands.length > 0) void outsideOfLanes(call, line, commands);
    }
  }

  async function call(line: Line, commands: readonly Command[]): Promise<void> {
    line.underWay += 1;
    const failure = await perform(servicenow, line.connection, commands);
    line.underWay -= 1;
    // Kept back because the connection is held: the instance had nothing to bear.
    if (failure?.code !== 'CONNECTION_HELD') {
      onCall(line.connection, commands.length);
      const wasTooMuch = failure !== undefined && tooMuch.has(failure.code);
      line.limit = afterAnswer(line.limit, wasTooMuch, line.connection.calls.atOnce);
    }
    send(line);
  }

  return {
    servicenow: {
      ...servicenow,
      upsertTask: (connection, key, request) =>
        new Promise((succeed, fail) => {
          const line = lineOf(connection);
          const command = {
            key,
            request,
            succeed,
            fail,
            inLane: AsyncLocalStorage.snapshot(),
          };
          (isUrgent(request.fields) ? line.urgent : line.waiting).push(command);
          plan(line);
        }),
    },
    stop() {
      for (const { connection, urgent, waiting } of lines.values()) {
        const hold = nameOf(connection);
        const error = new RelayError('CONNECTION_HELD', 'The relay stops.', { details: { hold } });
        for (const { fail } of [...urgent.splice(0), ...waiting.splice(0)]) fail(error);
      }
    },
  };
}

function mayLeave({ inLane, fail }: Command, assertMayWrite: () => void): boolean {
  try {
    inLane(assertMayWrite);
    return true;
  } catch (thrown) {
    fail(toRelayError(thrown));
    return false;
  }
}

function take({ urgent, waiting }: Line, together: number): readonly Command[] {
  const commands: Command[] = [];
  let length = 0;
  while (commands.length < together) {
    const from = urgent.length > 0 ? urgent : waiting;
    const [next] = from;
    if (next === undefined) break;
    length += lengthOf(next.request);
    if (length > MAX_TEXT_LENGTH && commands.length > 0) break;
    from.shift();
    commands.push(next);
  }
  return commands;
}

function lengthOf({ fields, notes }: UpsertRequest): number {
  const texts = [...Object.values(fields), ...notes.map(({ text }) => text)];
  return texts.reduce((sum, text) => sum + text.length, 0);
}

/** Tells each command how it ended; what comes back says how the call itself ended. */
async function perform(
  servicenow: ServiceNow,
  connection: Connection,
  commands: readonly Command[],
): Promise<RelayError | undefined> {
  const [only] = commands;
  try {
    if (only !== undefined && commands.length === 1) {
      const { key, request, inLane } = only;
      const upsert = () => servicenow.upsertTask(connection, key, request);
      only.succeed(await (connection.mode === 'table' ? inLane(upsert) : upsert()));
      return undefined;
    }
    const outcomes = await servicenow.upsertTasks(connection, commands);
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
