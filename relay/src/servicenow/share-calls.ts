import { AsyncLocalStorage } from 'node:async_hooks';
import type { UpsertAnswer, UpsertRequest } from '@alert-relay/shared-types';
import {
  afterAnswer,
  type CallLimit,
  decideBatch,
  fullLimit,
  isUrgent,
} from '../domain/call-plan.ts';
import type { Connection } from '../domain/configuration.ts';
import type { Clock } from '../lib/clock.ts';
import { type ErrorCode, RelayError, toRelayError } from '../lib/errors.ts';
import type { ServiceNow } from './create-servicenow.ts';
import type { CallBudgets } from './call-budgets.ts';
import { nameOf } from './exchange.ts';

export interface SharedCalls {
  readonly servicenow: ServiceNow;
  /** Whether lanes of a connection shall wait elsewhere, since its instance takes its time. */
  readonly isSlow: (hold: string) => boolean;
  /** Commands that wait for their turn or for their answer. */
  readonly countWaiting: () => number;
  /** What waits is given back undone. */
  readonly stop: () => void;
}

export interface ShareDeps {
  /** Told of each call that was answered or failed, with the number of its commands. */
  readonly onCall?: (connection: Connection, commands: number) => void;
  /** The instance of a connection takes its time: its lanes are put aside. */
  readonly onSlow?: (connection: Connection, waiting: number) => void;
  /** A connection that was slow has room again. */
  readonly onEased?: (hold: string) => void;
  /** Commands have come that wait for their turn or for their answer now. */
  readonly onWaiting?: () => void;
  /** Throws where the lane of a command may no longer write. */
  readonly assertMayWrite?: () => void;
  /** What the instance allows in an hour. */
  readonly budgets: Pick<CallBudgets, 'nextAt' | 'spend'>;
  /** The time of day. */
  readonly clock: Clock;
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
  /** When each call that is under way began, the oldest first. */
  readonly begun: Set<{ readonly at: number }>;
  isSlow: boolean;
  /** In the calls that are under way. */
  commandsUnderWay: number;
  limit: CallLimit;
  isPlanned: boolean;
  /** While what waits, waits for its turn in the hour. */
  nextTurn: NodeJS.Timeout | undefined;
  /** While many wait: when the oldest call has been under way for too long. */
  slowCheck: NodeJS.Timeout | undefined;
}

/** Of the texts in one call: far below what an instance takes (10 MB). */
const MAX_TEXT_LENGTH = 1_000_000;

/**
 * Commands that go together in table mode: the platform ends a batch after 30 s, in which a busy instance
 * that takes a second for a record does these.
 */
const MOST_IN_TABLE_MODE = 20;
/** The rule of an instance may be raised, and its hour begun anew, while we wait. */
const LOOK_AGAIN_MS = 30_000;
/** Commands that wait for their turn in the hour; above that others may try, one of which may be urgent. */
const MAX_RATIONED = 1000;
const COME_AGAIN_MS = 300_000;

/**
 * While the oldest call of an instance is under way for so long, no more than so many commands wait for it here,
 * and as many urgent ones. Each of them holds a lane, and those of other instances need some too.
 */
const SLOW_AFTER_MS = 5000;
const MAX_WHILE_SLOW = 200;

/** After these an instance gets fewer calls at once. */
const tooMuch: ReadonlySet<ErrorCode> = new Set([
  'SERVICENOW_BUSY',
  'SERVICENOW_RATE_LIMITED',
  'SERVICENOW_UNAVAILABLE',
]);

/**
 * Writes to one instance share its calls: `decideBatch` says how many commands of waiting lanes go out
 * together, how many calls are under way depends on how the instance bears them, and `call-budget.ts` says
 * when one may leave where the instance allows so many in an hour. Each command has an
 * outcome of its own. In table mode each is several calls, which go together as far as the platform's Batch API takes them.
 *
 * A call that is shared belongs to no lane: whether a lane may still write is asked for each command when
 * it leaves. The calls of table mode are work of their lane, and each is asked: between looking for a
 * record and creating it another relay may have gone on.
 */
export function shareCalls(
  servicenow: ServiceNow,
  {
    onCall = () => undefined,
    onSlow = () => undefined,
    onEased = () => undefined,
    onWaiting = () => undefined,
    assertMayWrite = () => undefined,
    budgets,
    clock,
  }: ShareDeps,
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
    const created: Line = {
      connection,
      urgent: [],
      waiting: [],
      underWay: 0,
      begun: new Set(),
      isSlow: false,
      commandsUnderWay: 0,
      limit: fullLimit(connection.calls.atOnce),
      isPlanned: false,
      nextTurn: undefined,
      slowCheck: undefined,
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
      onWaiting();
    });
  }

  function send(line: Line): void {
    const { calls } = line.connection;
    const perCall = perCallOf(line.connection);
    clearTimeout(line.nextTurn);
    while (line.urgent.length + line.waiting.length > 0) {
      const urgent = line.urgent.length > 0;
      const at = budgets.nextAt(line.connection, urgent);
      if (at !== undefined) {
        waitForTurn(line, at);
        return;
      }
      const together = decideBatch({
        waiting: line.urgent.length + line.waiting.length,
        underWay: line.underWay,
        perCall,
        atOnce: Math.min(line.limit.limit, calls.atOnce),
      });
      if (together === 0) return giveBackWhileSlow(line);
      const commands = take(line, together).filter((command) => mayLeave(command, assertMayWrite));
      if (commands.length > 0) void outsideOfLanes(call, line, commands, urgent);
    }
  }

  function giveBackWhileSlow(line: Line): void {
    if (line.slowCheck !== undefined || longest(line) <= MAX_WHILE_SLOW) return;
    const [oldest] = line.begun;
    if (oldest === undefined) return;
    const leftMs = SLOW_AFTER_MS - (performance.now() - oldest.at);
    if (leftMs > 0) {
      line.slowCheck = setTimeout(() => {
        line.slowCheck = undefined;
        plan(line);
      }, leftMs);
      return;
    }
    if (!line.isSlow) onSlow(line.connection, line.urgent.length + line.waiting.length);
    line.isSlow = true;
    const error = waitElsewhere(line.connection);
    for (const commands of [line.urgent, line.waiting]) {
      for (const { fail } of commands.splice(MAX_WHILE_SLOW)) fail(error);
    }
  }

  function ease(line: Line): void {
    if (!line.isSlow || longest(line) > MAX_WHILE_SLOW / 2) return;
    line.isSlow = false;
    onEased(nameOf(line.connection));
  }

  /** Too many of them would keep the lane of an urgent one from starting. */
  function waitForTurn(line: Line, at: number): void {
    const waitMs = at - clock.now();
    line.nextTurn = setTimeout(() => plan(line), Math.min(waitMs, LOOK_AGAIN_MS));
    for (const { fail } of line.waiting.splice(MAX_RATIONED)) {
      fail(comeAgain(line.connection, Math.min(waitMs, COME_AGAIN_MS)));
    }
  }

  async function call(
    line: Line,
    commands: readonly Command[],
    isUrgentCall: boolean,
  ): Promise<void> {
    line.underWay += 1;
    line.commandsUnderWay += commands.length;
    const startedAt = performance.now();
    const begun = { at: startedAt };
    line.begun.add(begun);
    const spend: Spend = (send) => budgets.spend(line.connection, isUrgentCall, send);
    const failure = await perform({ servicenow, spend }, line.connection, commands);
    const endedAt = performance.now();
    line.underWay -= 1;
    line.begun.delete(begun);
    line.commandsUnderWay -= commands.length;
    // Kept back because the connection is held: the instance had nothing to bear.
    if (failure?.code !== 'CONNECTION_HELD') {
      onCall(line.connection, commands.length);
      const wasTooMuch = failure !== undefined && tooMuch.has(failure.code);
      const ended = { commands: commands.length, startedAt, endedAt, wasTooMuch };
      line.limit = afterAnswer(line.limit, ended, line.connection.calls.atOnce);
    }
    send(line);
    ease(line);
  }

  return {
    isSlow: (hold) => lines.get(hold)?.isSlow === true,
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
    countWaiting() {
      let count = 0;
      for (const { urgent, waiting, commandsUnderWay } of lines.values()) {
        count += urgent.length + waiting.length + commandsUnderWay;
      }
      return count;
    },
    stop() {
      for (const { connection, urgent, waiting, nextTurn, slowCheck } of lines.values()) {
        clearTimeout(nextTurn);
        clearTimeout(slowCheck);
        const hold = nameOf(connection);
        const error = new RelayError('CONNECTION_HELD', 'The relay stops.', { details: { hold } });
        for (const { fail } of [...urgent.splice(0), ...waiting.splice(0)]) fail(error);
      }
    },
  };
}

function perCallOf({ mode, calls, credentials }: Connection): number {
  if (mode !== 'table') return calls.perCall;
  // Agents open single tables to us, not the Batch API, behind which is everything.
  return credentials.kind === 'agent' ? 1 : Math.min(calls.perCall, MOST_IN_TABLE_MODE);
}

function comeAgain(connection: Connection, waitMs: number): RelayError {
  return new RelayError(
    'SERVICENOW_RATE_LIMITED',
    `More than ${MAX_RATIONED} commands wait for their turn in the hour of connection ${nameOf(connection)}; this one comes again.`,
    { retryAfterMs: waitMs, details: { connection: nameOf(connection), rationed: true } },
  );
}

function longest({ urgent, waiting }: Line): number {
  return Math.max(urgent.length, waiting.length);
}

function waitElsewhere(connection: Connection): RelayError {
  const hold = nameOf(connection);
  return new RelayError(
    'CONNECTION_HELD',
    `The instance of connection ${hold} takes its time, and more than ${MAX_WHILE_SLOW} commands wait for it; the others follow when it answers.`,
    { details: { hold } },
  );
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

type Spend = <Result>(send: () => Promise<Result>) => Promise<Result>;

/** Tells each command how it ended; what comes back says how the call itself ended. */
async function perform(
  { servicenow, spend }: { readonly servicenow: ServiceNow; readonly spend: Spend },
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
