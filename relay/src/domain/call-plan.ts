import type { Connection } from './configuration.ts';

/** What waits for an instance, and what is under way to it. */
export interface Traffic {
  readonly waiting: number;
  readonly underWay: number;
  /** Most commands in one call. */
  readonly perCall: number;
  /** Most calls at once. */
  readonly atOnce: number;
  /** Commands that may leave beside those under way, see `roomFor`. */
  readonly room: number;
  /** What waits was left behind a full call, and too few have joined it since. */
  readonly isRest: boolean;
}

/**
 * How many of the waiting commands go out together now; 0 is to wait until a call has come back.
 *
 * Alone, a command goes at once. While calls are under way, more must have gathered for a further one,
 * four times as many for each: 1, 4, 16, 64, then as many as a call takes. So a few commands that come
 * together are not held up, a burst goes in few large calls, and a backlog fills every call there may be.
 * What is left of it in the end would wait for nearly all of them to come back: it goes beside them.
 * The measurements are in servicenow/README.md.
 */
export function decideBatch({ waiting, underWay, perCall, atOnce, room, isRest }: Traffic): number {
  if (waiting === 0 || underWay >= atOnce) return 0;
  // Whoever has nothing under way gets one command through, however little the others leave.
  const ready = Math.min(waiting, underWay === 0 ? Math.max(1, room) : room);
  const needed = isRest ? 1 : Math.min(perCall, 4 ** underWay);
  return ready < needed ? 0 : Math.min(ready, perCall);
}

/** Whether more wait than all calls of their connection take at once. */
export function isPlenty({
  waiting,
  perCall,
  atOnce,
}: Pick<Traffic, 'waiting' | 'perCall' | 'atOnce'>): boolean {
  return waiting > perCall * atOnce;
}

/**
 * Commands that go together in table mode: the platform ends a batch after 30 s, in which a busy instance
 * that takes a second for a record does these.
 */
const MOST_IN_TABLE_MODE = 20;

/** Most commands in one call of this connection. */
export function perCallOf({
  mode,
  calls,
  credentials,
}: Pick<Connection, 'mode' | 'calls' | 'credentials'>): number {
  if (mode !== 'table') return calls.perCall;
  // Agents open single tables to us, not the Batch API, behind which is everything.
  return credentials.kind === 'agent' ? 1 : Math.min(calls.perCall, MOST_IN_TABLE_MODE);
}

/** What the calls of all connections have under way. Each command keeps a lane until its call has ended. */
export interface Lanes {
  /** Lanes under way at once, whatever they do. */
  readonly most: number;
  /** Commands in calls. */
  readonly inCalls: number;
  /** Connections that have calls under way. */
  readonly connections: number;
}

/**
 * How many more commands of a connection may leave: at the most it has twice as many under way as no
 * connection has. So one gets two thirds of the lanes and two get two fifths each, and one that falls
 * silent with all that it has leaves some to whoever comes next.
 *
 * This is the dynamic threshold by which switches share their memory (Choudhury and Hahne, IEEE/ACM
 * Transactions on Networking 6, 1998). A fixed share for each would leave most lanes idle where one
 * connection has work, and what is under way cannot be taken back when another comes.
 */
export function roomFor(ownInCalls: number, { most, inCalls }: Lanes): number {
  return Math.max(0, Math.floor((2 * (most - inCalls) - ownInCalls) / 3));
}

/** How many calls an instance takes well at the moment; between 1 and what its connection allows. */
export interface CallLimit {
  readonly limit: number;
  /** Calls that went well since the limit was changed. */
  readonly good: number;
  /** When slowness lowered it last. */
  readonly loweredAt: number;
  /** What a call takes when it need not wait for others, by the size of the call, as `sizeOf` has it. */
  readonly fastestMs: Readonly<Record<number, number>>;
}

export const fullLimit = (atOnce: number): CallLimit => ({
  limit: atOnce,
  good: 0,
  loweredAt: 0,
  fastestMs: {},
});

export interface EndedCall {
  readonly commands: number;
  readonly startedAt: number;
  readonly endedAt: number;
  /** The instance could not take it, and said so or did not answer. */
  readonly wasTooMuch: boolean;
}

/** Slower than this against the fastest of its size, a call has waited for others: in the instance, or on the way. */
const SLOW_FACTOR = 2;
const SLOW_MS = 100;
/** What is left of the limit after a slow call. */
const AFTER_SLOW = 0.75;

/**
 * Half as many after a call that the instance could not take, three quarters after one that it took slowly,
 * one more after as many good ones as there may be at once: the way in which TCP finds out what a network
 * bears. A call that goes alone waits for no other of ours: what it takes is what a call takes today.
 * The measurements are in servicenow/README.md.
 */
export function afterAnswer(before: CallLimit, call: EndedCall, atOnce: number): CallLimit {
  const { limit, good, loweredAt } = before;
  if (call.wasTooMuch) return { ...before, limit: Math.max(1, Math.floor(limit / 2)), good: 0 };
  const size = sizeOf(call.commands);
  const ms = call.endedAt - call.startedAt;
  const known = before.fastestMs[size] ?? ms;
  const fastest = limit === 1 ? ms : Math.min(ms, known);
  const next = { ...before, fastestMs: { ...before.fastestMs, [size]: fastest } };
  if (ms > fastest * SLOW_FACTOR + SLOW_MS) {
    // Those that were under way when it was lowered know nothing of it: they are one sign, not thirty.
    if (call.startedAt < loweredAt) return { ...next, good: 0 };
    const lowered = Math.max(1, Math.floor(limit * AFTER_SLOW));
    return { ...next, limit: lowered, good: 0, loweredAt: call.endedAt };
  }
  if (limit >= atOnce) return { ...next, limit: atOnce, good: 0 };
  return good + 1 >= limit ? { ...next, limit: limit + 1, good: 0 } : { ...next, good: good + 1 };
}

/** Calls of one size take about as long: 1, 4, 16, 64 commands and more, as `decideBatch` makes them. */
function sizeOf(commands: number): number {
  return Math.floor(Math.log(commands) / Math.log(4));
}

/** What waits for an instance behind its calls. */
export interface Backlog {
  /** Commands that wait for their turn: of those that are urgent or of the others, whichever are more. */
  readonly longest: number;
  /** How long the oldest call has been under way; `undefined` where none is. */
  readonly oldestCallMs: number | undefined;
  /** Commands that may wait in each of the two lists while the instance is slow. */
  readonly allowed: number;
}

export type BacklogDecision =
  | { readonly kind: 'keep' }
  /** It may have become too much by then. */
  | { readonly kind: 'look-again'; readonly inMs: number }
  /** So many stay of those that are urgent, and as many of the others. */
  | { readonly kind: 'give-back'; readonly allBut: number };

/** An instance is slow while the oldest of its calls has been under way for so long. */
const SLOW_AFTER_MS = 5000;
/** Two calls full of them are there for when it answers again. */
const MOST_WHILE_SLOW = 200;

/**
 * What may wait for an instance that takes its time. Each command that waits holds a lane, and those of
 * other instances need some too.
 */
export function decideBacklog({ longest, oldestCallMs, allowed }: Backlog): BacklogDecision {
  if (longest <= allowed || oldestCallMs === undefined) return { kind: 'keep' };
  const leftMs = SLOW_AFTER_MS - oldestCallMs;
  if (leftMs > 0) return { kind: 'look-again', inMs: leftMs };
  return { kind: 'give-back', allBut: allowed };
}

/**
 * Were all slow that have calls under way, what waits for them in their two lists would take half of the
 * lanes that are in no call, and the other half is there for an instance that answers.
 */
export function allowedWhileSlow({ most, inCalls, connections }: Lanes): number {
  const fair = Math.floor((most - inCalls) / (4 * Math.max(1, connections)));
  return Math.min(MOST_WHILE_SLOW, fair);
}

/** What was given back may come again: not at the first that is through, or they would go to and fro. */
export function hasRoomAgain(longest: number, allowed: number): boolean {
  return longest <= allowed / 2;
}

/**
 * Whether a command goes before others that wait for the same instance.
 * Impact and urgency of 1 make priority 1 by the stock rules of ServiceNow (`dl_u_priority`).
 */
export function isUrgent(fields: Readonly<Record<string, string>>): boolean {
  return fields['impact'] === '1' && fields['urgency'] === '1';
}
