import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { nameOf } from '../domain/connection-name.ts';
import {
  afterAnswer,
  allowedWhileSlow,
  decideBacklog,
  decideBatch,
  hasRoomAgain,
  isPlenty,
  isUrgent,
  type Lanes,
  perCallOf,
  roomFor,
} from '../domain/call-plan.ts';
import type { Connection } from '../domain/configuration.ts';
import type { Clock } from '../lib/clock.ts';
import { type ErrorCode, toRelayError } from '../lib/errors.ts';
import type { ServiceNow } from './create-servicenow.ts';
import type { CallBudgets } from './call-budgets.ts';
import {
  clearTimers,
  type Command,
  countWaitingIn,
  createLine,
  giveBack,
  giveBackAll,
  isIdle,
  lanesOf,
  type Line,
  longestOf,
  oldestCallMs,
  takeFrom,
} from './call-line.ts';
import { connectionIsGone, instanceIsSlow, rationed, relayStops } from './given-back.ts';
import { sendTogether, type SendTogetherDeps } from './send-together.ts';

export interface SharedCalls {
  readonly servicenow: ServiceNow;
  /** Whether lanes of a connection shall wait elsewhere, since its instance takes its time. */
  readonly isSlow: (hold: string) => boolean;
  /** Commands that wait for their turn or for their answer, and what is asked for others. */
  readonly countWaiting: () => number;
  /** Whether for some connection more commands wait than its calls take. */
  readonly hasPlenty: () => boolean;
  /** These are configured now: what waits goes by them, and back undone where its connection is gone. */
  readonly follow: (connections: readonly Connection[]) => void;
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
  /** Lanes under way at once, which all connections share. */
  readonly mostLanes: number;
  /** What the instance allows in an hour. */
  readonly budgets: Pick<CallBudgets, 'nextAt' | 'spend'>;
  /** The time of day. */
  readonly clock: Clock;
}

/** The rule of an instance may be raised, and its hour begun anew, while we wait. */
const LOOK_AGAIN_MS = 30_000;
/**
 * While a backlog drains, a hundred commands gather sooner. With 100 ms a backlog of 20,000 was written 3 % faster
 * than without, with 40 ms 6 %, in five rounds in turns.
 */
const REST_WAITS_MS = 50;
/** Commands that wait for their turn in the hour; above that others may try, one of which may be urgent. */
const MAX_RATIONED = 1000;
const COME_AGAIN_MS = 300_000;

/** After these an instance gets fewer calls at once. */
const tooMuch: ReadonlySet<ErrorCode> = new Set([
  'SERVICENOW_BUSY',
  'SERVICENOW_RATE_LIMITED',
  'SERVICENOW_UNAVAILABLE',
]);

/**
 * Writes to one instance share its calls: `decideBatch` says how many commands of waiting lanes go out
 * together, how many calls are under way depends on how the instance bears them, and `call-budget.ts` says
 * when one may leave where the instance allows so many in an hour. Each command has an outcome of its own.
 * In table mode each is several calls, which go together as far as the platform's Batch API takes them.
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
    mostLanes,
    budgets,
    clock,
  }: ShareDeps,
): SharedCalls {
  /** By the name under which lanes wait for the connection. */
  const lines = new Map<string, Line>();
  /** `undefined` until somebody has said what is configured. */
  let configured: ReadonlyMap<string, Connection> | undefined;
  const outsideOfLanes = AsyncLocalStorage.snapshot();

  /** A lane may have begun long before the last change: what is configured now counts. */
  function lineOf(asked: Connection): Line {
    const hold = nameOf(asked);
    const connection = configured?.get(hold) ?? asked;
    const known = lines.get(hold);
    if (known !== undefined) {
      known.connection = connection;
      return known;
    }
    const created = createLine(connection);
    lines.set(hold, created);
    return created;
  }

  function lanes(): Lanes {
    return lanesOf(lines.values(), mostLanes);
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
    while (countWaitingIn(line) > 0) {
      const urgent = line.urgent.length > 0;
      const at = budgets.nextAt(line.connection, urgent);
      if (at !== undefined) {
        waitForTurn(line, at);
        return;
      }
      const together = decideBatch({
        waiting: countWaitingIn(line),
        underWay: line.calls.size,
        perCall,
        atOnce: Math.min(line.limit.limit, calls.atOnce),
        room: roomFor(line.commandsInCalls, lanes()),
        isRest: line.isRestDue,
      });
      if (together === 0) return giveBackWhileSlow(line);
      followRest(line, perCall > 1 && together === perCall);
      const commands = takeFrom(line, together).filter((command) =>
        mayLeave(command, assertMayWrite),
      );
      if (commands.length > 0) void outsideOfLanes(call, line, commands, urgent);
    }
    giveBackWhileSlow(line);
  }

  /** One call more for each full one at the most: a few that come again and again gather as before. */
  function followRest(line: Line, isFull: boolean): void {
    clearTimeout(line.restTimer);
    line.isRestDue = false;
    if (!isFull) return;
    line.restTimer = setTimeout(() => {
      line.isRestDue = countWaitingIn(line) > 0;
      send(line);
    }, REST_WAITS_MS);
  }

  function giveBackWhileSlow(line: Line): void {
    if (line.slowCheck !== undefined) return;
    const decision = decideBacklog({
      longest: longestOf(line),
      oldestCallMs: oldestCallMs(line, performance.now()),
      allowed: allowedWhileSlow(lanes()),
    });
    switch (decision.kind) {
      case 'keep':
        return;
      case 'look-again':
        line.slowCheck = setTimeout(() => {
          line.slowCheck = undefined;
          plan(line);
        }, decision.inMs);
        return;
      case 'give-back':
        putAside(line, decision.allBut);
    }
  }

  function putAside(line: Line, allBut: number): void {
    if (!line.isSlow) onSlow(line.connection, countWaitingIn(line) + line.asking.size);
    line.isSlow = true;
    giveBackAll(line, allBut, instanceIsSlow(line.connection, allBut));
  }

  function ease(line: Line): void {
    if (!line.isSlow || !hasRoomAgain(longestOf(line), allowedWhileSlow(lanes()))) return;
    line.isSlow = false;
    onEased(nameOf(line.connection));
  }

  /** Of a connection that is gone, as soon as nothing of it is under way. */
  function forgetIfGone(line: Line): void {
    const hold = nameOf(line.connection);
    if (configured === undefined || configured.has(hold) || !isIdle(line)) return;
    clearTimers(line);
    lines.delete(hold);
  }

  /** Too many of them would keep the lane of an urgent one from starting. */
  function waitForTurn(line: Line, at: number): void {
    const waitMs = at - clock.now();
    line.nextTurn = setTimeout(() => plan(line), Math.min(waitMs, LOOK_AGAIN_MS));
    if (line.waiting.length <= MAX_RATIONED) return;
    const error = rationed(line.connection, MAX_RATIONED, Math.min(waitMs, COME_AGAIN_MS));
    giveBack(line.waiting, MAX_RATIONED, error);
  }

  async function call(
    line: Line,
    commands: readonly Command[],
    isUrgentCall: boolean,
  ): Promise<void> {
    const call = { startedAt: performance.now() };
    line.calls.add(call);
    line.commandsInCalls += commands.length;
    const spend: SendTogetherDeps['spend'] = (send) =>
      budgets.spend(line.connection, isUrgentCall, send);
    const failure = await sendTogether({ servicenow, spend }, line.connection, commands);
    line.calls.delete(call);
    line.commandsInCalls -= commands.length;
    // Kept back because the connection is held: the instance had nothing to bear.
    if (failure?.code !== 'CONNECTION_HELD') {
      onCall(line.connection, commands.length);
      const wasTooMuch = failure !== undefined && tooMuch.has(failure.code);
      const endedAt = performance.now();
      const ended = { ...call, commands: commands.length, endedAt, wasTooMuch };
      line.limit = afterAnswer(line.limit, ended, line.connection.calls.atOnce);
    }
    send(line);
    ease(line);
    forgetIfGone(line);
  }

  /** For what lanes ask besides; of an instance that keeps silent they wait as long as for a call. */
  async function ask<Answer>(
    connection: Connection,
    question: () => Promise<Answer>,
  ): Promise<Answer> {
    const line = lineOf(connection);
    const givenBack = Promise.withResolvers<never>();
    const asking = { startedAt: performance.now(), fail: givenBack.reject };
    line.asking.add(asking);
    plan(line);
    try {
      return await Promise.race([question(), givenBack.promise]);
    } finally {
      line.asking.delete(asking);
      ease(line);
      forgetIfGone(line);
    }
  }

  return {
    isSlow: (hold) => lines.get(hold)?.isSlow === true,
    servicenow: {
      ...servicenow,
      upsertTask: (connection, key, request) =>
        new Promise((succeed, fail) => {
          const line = lineOf(connection);
          // What `AsyncLocalStorage.snapshot` makes takes more than a kilobyte, as long as the command waits.
          const lane = new AsyncResource('command');
          const command: Command = {
            key,
            request,
            succeed,
            fail,
            inLane: (work) => lane.runInAsyncScope(work),
          };
          (isUrgent(request.fields) ? line.urgent : line.waiting).push(command);
          plan(line);
        }),
      lookUp: (to, ...rest) => ask(to, () => servicenow.lookUp(to, ...rest)),
      findApp: (to) => ask(to, () => servicenow.findApp(to)),
      findTask: (to, ...rest) => ask(to, () => servicenow.findTask(to, ...rest)),
      fetchRecordChanges: (to, ...rest) =>
        ask(to, () => servicenow.fetchRecordChanges(to, ...rest)),
      compareLinks: (to, ...rest) => ask(to, () => servicenow.compareLinks(to, ...rest)),
      findRecords: (to, ...rest) => ask(to, () => servicenow.findRecords(to, ...rest)),
      readJournal: (to, ...rest) => ask(to, () => servicenow.readJournal(to, ...rest)),
      fetchAttachment: (to, ...rest) => ask(to, () => servicenow.fetchAttachment(to, ...rest)),
    },
    countWaiting() {
      let count = 0;
      for (const line of lines.values()) {
        count += countWaitingIn(line) + line.asking.size + line.commandsInCalls;
      }
      return count;
    },
    hasPlenty() {
      for (const line of lines.values()) {
        const { calls } = line.connection;
        const perCall = perCallOf(line.connection);
        if (isPlenty({ waiting: countWaitingIn(line), perCall, atOnce: calls.atOnce })) return true;
      }
      return false;
    },
    follow(connections) {
      const now = new Map(connections.map((one) => [nameOf(one), one]));
      configured = now;
      for (const [hold, line] of lines) {
        const connection = now.get(hold);
        if (connection === undefined) {
          giveBackAll(line, 0, connectionIsGone(line.connection));
          ease(line);
          forgetIfGone(line);
        } else line.connection = connection;
      }
    },
    stop() {
      for (const line of lines.values()) {
        clearTimers(line);
        giveBackAll(line, 0, relayStops(line.connection));
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
