import type { UpsertAnswer, UpsertRequest } from '@alert-relay/shared-types';
import { type CallLimit, fullLimit, type Lanes } from '../domain/call-plan.ts';
import type { Connection } from '../domain/configuration.ts';
import type { RelayError } from '../lib/errors.ts';

export interface Command {
  /** Does something as work of the lane that the command came from. */
  readonly inLane: <Result>(work: () => Result) => Result;
  readonly key: string;
  readonly request: UpsertRequest;
  readonly succeed: (answer: UpsertAnswer) => void;
  readonly fail: (error: RelayError) => void;
}

/** What one instance has to do with us. */
export interface Line {
  connection: Connection;
  /** Highest priority first, then the others, each in the order in which they came. */
  readonly urgent: Command[];
  readonly waiting: Command[];
  /** Lanes that ask for what a command of theirs needs, a name for example; the oldest first. */
  readonly asking: Set<Asking>;
  /** The calls under way, the oldest first. */
  readonly calls: Set<CallUnderWay>;
  /** In the calls that are under way. */
  commandsInCalls: number;
  isSlow: boolean;
  limit: CallLimit;
  isPlanned: boolean;
  /** While what waits, waits for its turn in the hour. */
  nextTurn: NodeJS.Timeout | undefined;
  /** Since a full call left: when what waits behind it goes too. */
  restTimer: NodeJS.Timeout | undefined;
  isRestDue: boolean;
  /** While many wait: when the oldest call has been under way for too long. */
  slowCheck: NodeJS.Timeout | undefined;
}

export interface CallUnderWay {
  readonly startedAt: number;
}

export interface Asking {
  readonly startedAt: number;
  readonly fail: (error: RelayError) => void;
}

/** Of the texts in one call: far below what an instance takes (10 MB). */
const MAX_TEXT_LENGTH = 1_000_000;

export function createLine(connection: Connection): Line {
  return {
    connection,
    urgent: [],
    waiting: [],
    asking: new Set(),
    calls: new Set(),
    commandsInCalls: 0,
    isSlow: false,
    limit: fullLimit(connection.calls.atOnce),
    isPlanned: false,
    nextTurn: undefined,
    restTimer: undefined,
    isRestDue: false,
    slowCheck: undefined,
  };
}

export function countWaitingIn({ urgent, waiting }: Line): number {
  return urgent.length + waiting.length;
}

export function isIdle(line: Line): boolean {
  return countWaitingIn(line) + line.asking.size + line.calls.size === 0;
}

export function clearTimers({ nextTurn, restTimer, slowCheck }: Line): void {
  clearTimeout(nextTurn);
  clearTimeout(restTimer);
  clearTimeout(slowCheck);
}

/** Whether a lane that asks will have an urgent command, nobody knows yet. */
export function longestOf({ urgent, waiting, asking }: Line): number {
  return Math.max(urgent.length, waiting.length + asking.size);
}

export function oldestCallMs({ calls, asking }: Line, now: number): number | undefined {
  const [oldestCall] = calls;
  const [oldestAsking] = asking;
  const oldest = Math.min(oldestCall?.startedAt ?? now, oldestAsking?.startedAt ?? now);
  return calls.size + asking.size === 0 ? undefined : now - oldest;
}

/** Takes out what goes together: so many commands, or fewer where their texts are long. */
export function takeFrom({ urgent, waiting }: Line, together: number): readonly Command[] {
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

/** Those that came last go back undone. */
export function giveBack(commands: Command[], allBut: number, error: RelayError): void {
  for (const { fail } of commands.splice(allBut)) fail(error);
}

/** As `giveBack`, for all that wait in a line: so many urgent ones stay, and as many of the others. */
export function giveBackAll(
  { urgent, waiting, asking }: Line,
  allBut: number,
  error: RelayError,
): void {
  giveBack(urgent, allBut, error);
  giveBack(waiting, allBut, error);
  for (const { fail } of [...asking].slice(allBut - waiting.length)) fail(error);
}

/** What the calls of all of them hold of the lanes that there are. */
export function lanesOf(lines: Iterable<Line>, most: number): Lanes {
  let inCalls = 0;
  let connections = 0;
  for (const { calls, commandsInCalls, asking } of lines) {
    inCalls += commandsInCalls;
    if (calls.size + asking.size > 0) connections += 1;
  }
  return { most, inCalls, connections };
}

function lengthOf({ fields, notes }: UpsertRequest): number {
  const texts = [...Object.values(fields), ...notes.map(({ text }) => text)];
  return texts.reduce((sum, text) => sum + text.length, 0);
}
