import { z } from 'zod';
import type { Commit } from '../database/group-commit.ts';
import type { Db } from '../database/schema.ts';
import { type Clock, steadyClock } from '../lib/clock.ts';
import type { NewId } from '../lib/ids.ts';
import { OutgoingError, type Answer, type Outgoing } from '../lib/outgoing.ts';
import {
  answerAgentRequest,
  endAgentRequest,
  forgetEndedAgentRequests,
  hasAgentRequests,
  insertAgentRequest,
  isAgentRequestAnswered,
  takeAgentRequests,
  withdrawAgentRequest,
} from '../store/agent-requests.ts';
import { Delivered, type FetchedRequest, KeptRequest } from '../api/agent-wire.ts';
import { ofName } from '../domain/connection-name.ts';

/**
 * What waits between whoever wants to call an instance and the agents, which fetch. It lies in the store,
 * so that an agent serves every relay and every command that shares it, whichever of them it reached.
 */
export interface Mailbox {
  /** As `Outgoing.send`, by whichever agent fetches for this connection, `workspace/name`. */
  send(connection: string, request: Parameters<Outgoing['send']>[0]): Promise<Answer>;
  /** What waits for a connection; waits itself when there is nothing. */
  take(connection: string, waitMs: number): Promise<readonly FetchedRequest[]>;
  /** False for an answer that nobody waits for any more. */
  settle(connection: string, delivered: Delivered): Promise<boolean>;
  /** Lets idle agents go, who come back to whoever serves then, and ends what waits for an answer. */
  stop(): void;
}

export interface MailboxDeps {
  readonly db: Db;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly newId: NewId;
}

const PER_FETCH = 16;
/** How often what another process did is looked for; what this one did is known at once. */
const LOOK_EVERY_MS = 250;

export function createMailbox({ db, commit, clock, newId }: MailboxDeps): Mailbox {
  /** Of this process: callers by the id of their request, idle agents by their connection. */
  const callers = createBells();
  const agents = createBells();
  const stopping = new AbortController();

  /** Until `isDone`, or the time is over, or the relay stops. */
  async function until(
    bells: Bells,
    name: string,
    waitMs: number,
    isDone: () => Promise<boolean>,
  ): Promise<boolean> {
    const end = performance.now() + waitMs;
    while (!stopping.signal.aborted) {
      if (await isDone()) return true;
      const left = end - performance.now();
      if (left <= 0) return false;
      await bells.wait(name, Math.min(left, LOOK_EVERY_MS));
    }
    return false;
  }

  /** What no agent fetched while it could is waited for no longer: nobody can answer it. */
  async function outcomeOf(
    id: string,
    fetchableMs: number,
    deadlineMs: number,
  ): Promise<{ readonly isTaken: boolean; readonly result: string | undefined }> {
    const end = performance.now() + deadlineMs;
    const isAnswered = () => isAgentRequestAnswered(db, id);
    if (!(await until(callers, id, fetchableMs, isAnswered))) {
      const isUnseen = await commit((unit) => withdrawAgentRequest(unit, id));
      if (isUnseen) return { isTaken: false, result: undefined };
      await until(callers, id, end - performance.now(), isAnswered);
    }
    return commit((unit) => endAgentRequest(unit, id));
  }

  return {
    async send(connection, request) {
      const startedAt = performance.now();
      const id = newId();
      const now = clock.now();
      const waits: Waits = { ...toKept(request), waitsUntil: now + request.deadlineMs };
      // After that no agent may have it: by then whoever wrote it looks whether it came to pass.
      const leavesWithinMs = (request.leaveBy ?? Infinity) - steadyClock.now();
      const endsAt = now + Math.min(request.deadlineMs, Math.floor(leavesWithinMs));
      const kept = JSON.stringify(waits);
      await commit(async (unit) => {
        await forgetEndedAgentRequests(unit, clock.now() - LONG_OVER_MS);
        await insertAgentRequest(unit, ofName(connection), { id, request: kept, endsAt });
      });
      agents.ring(connection);
      const { isTaken, result } = await outcomeOf(id, endsAt - now, request.deadlineMs);
      const delivered =
        result === undefined
          ? { because: stopping.signal.aborted ? 'the relay stops' : silence(isTaken) }
          : Delivered.parse(JSON.parse(result));
      if ('because' in delivered) {
        throw new OutgoingError({
          code: 'DESTINATION_UNAVAILABLE',
          attempted: `${request.method} through the agent of ${connection}`,
          because: delivered.because,
          reached: isTaken ? 'maybe' : 'no',
        });
      }
      const { status, headers, body } = delivered;
      const ms = performance.now() - startedAt;
      return { status, headers, body: Buffer.from(body, 'base64'), ms };
    },
    async take(connection, waitMs) {
      const names = ofName(connection);
      await until(agents, connection, waitMs, () => hasAgentRequests(db, names, clock.now()));
      if (stopping.signal.aborted) return [];
      const now = clock.now();
      const taken = await commit((unit) => takeAgentRequests(unit, names, now, PER_FETCH));
      return taken.map(({ id, request, endsAt }) => {
        const { waitsUntil, ...rest } = Waits.parse(JSON.parse(request));
        // What it waited here is gone: nobody waits longer than at first.
        return { ...rest, id, deadlineMs: Math.max(1, (waitsUntil ?? endsAt) - now) };
      });
    },
    async settle(connection, delivered) {
      const text = JSON.stringify(withoutCookies(delivered));
      const isAwaited = await commit((unit) =>
        answerAgentRequest(unit, ofName(connection), delivered.id, text),
      );
      callers.ring(delivered.id);
      return isAwaited;
    },
    stop() {
      stopping.abort();
      callers.ringAll();
      agents.ringAll();
    },
  };
}

/** A request as it lies in the store. */
const Waits = KeptRequest.extend({
  /** Somebody waits for its answer until then, ms since the epoch; absent in what an older relay kept. */
  waitsUntil: z.number().optional(),
});
type Waits = z.output<typeof Waits>;

/** A process that died left its rows; they are in nobody's way. */
const LONG_OVER_MS = 600_000;

interface Bells {
  ring(name: string): void;
  ringAll(): void;
  /** Until somebody rings, or the time is over. */
  wait(name: string, ms: number): Promise<void>;
}

function createBells(): Bells {
  const waiting = new Map<string, Set<() => void>>();
  const ring = (name: string): void => {
    for (const wake of waiting.get(name) ?? []) wake();
  };
  return {
    ring,
    ringAll: () => {
      for (const name of waiting.keys()) ring(name);
    },
    async wait(name, ms) {
      const woken = Promise.withResolvers<void>();
      const timer = setTimeout(woken.resolve, ms);
      const own = waiting.get(name) ?? new Set();
      waiting.set(name, own.add(woken.resolve));
      await woken.promise;
      clearTimeout(timer);
      own.delete(woken.resolve);
      if (own.size === 0) waiting.delete(name);
    },
  };
}

function silence(isTaken: boolean): string {
  return isTaken
    ? 'the agent fetched the request and gave no answer in time'
    : 'no agent fetched the request: are "serve" here and "serve --agent" there running?';
}

/** A session at the instance is a credential: it stays there. */
function withoutCookies(delivered: Delivered): Delivered {
  if ('because' in delivered) return delivered;
  const { 'set-cookie': _, ...headers } = delivered.headers;
  return { ...delivered, headers };
}

/** Path and query: the agent knows the host itself, and calls no other. */
function toKept(request: Parameters<Outgoing['send']>[0]): KeptRequest {
  const { pathname, search } = new URL(request.url);
  const { method, headers, body } = request;
  return KeptRequest.parse({
    method,
    path: `${pathname}${search}`,
    headers,
    ...(body === undefined ? {} : { body: Buffer.from(body).toString('utf8') }),
  });
}
