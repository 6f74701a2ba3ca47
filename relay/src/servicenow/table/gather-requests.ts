import { AsyncLocalStorage } from 'node:async_hooks';
import { z } from 'zod';
import { nameOf } from '../../domain/connection-name.ts';
import type { Connection } from '../../domain/configuration.ts';
import { type Clock, steadyClock as systemSteadyClock } from '../../lib/clock.ts';
import { RelayError, toRelayError } from '../../lib/errors.ts';
import type { Answer } from '../../lib/outgoing.ts';
import { type SentRequest } from '../exchange.ts';

/** How one request leaves and its answer comes, whatever that is. Rejects only where none came. */
export type Send = (request: SentRequest) => Promise<Answer>;

/** What some commands of a connection ask goes out together, as far as they ask at the same time. */
export interface Gathering {
  /** One command; what it asks waits until each of the others asks too, or is done. */
  join<Result>(work: () => Promise<Result>): Promise<Result>;
}

export interface GatherRequests {
  /** Sends a request with those of the gathering that it belongs to, or alone. */
  readonly send: Send;
  start(connection: Connection, commands: number): Gathering;
}

/** https://www.servicenow.com/docs/r/api-reference/rest-apis/batch-api.html */
const BatchAnswer = z.object({
  serviced_requests: z.array(
    z.object({
      id: z.string(),
      status_code: z.number(),
      body: z.string().default(''),
      headers: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
    }),
  ),
});
type BatchAnswer = z.output<typeof BatchAnswer>;

type OnPart = (connection: Connection, answer: Answer) => void;

interface Part {
  readonly request: SentRequest;
  /** Does something as work of the lane that asks. */
  readonly inLane: (work: () => void) => void;
  readonly succeed: (answer: Answer) => void;
  readonly fail: (error: unknown) => void;
}

/** A certain refusal of the Batch API itself: nothing of it was done, and it will not be otherwise soon. */
const notThere: ReadonlySet<number> = new Set([400, 403, 404, 405]);
/** Somebody may open it meanwhile; a call an hour for that costs nobody anything. */
const ASK_AGAIN_MS = 3_600_000;

/**
 * The platform's Batch API: requests that commands make at the same time are one call. Each of them has an
 * answer of its own and is judged by it as if it had gone alone. When no answer comes, none of them knows
 * what became of it; nothing is sent a second time by itself.
 */
export function gatherRequests({
  send,
  assertMaySend = () => undefined,
  onPart = () => undefined,
  onRefused = () => undefined,
  steadyClock = systemSteadyClock,
}: {
  readonly send: Send;
  /** Throws where the lane that asks may no longer write. */
  readonly assertMaySend?: (() => void) | undefined;
  /** Told of the answer to each part. */
  readonly onPart?: OnPart | undefined;
  /** Told once that the Batch API is closed to us, and by which answer, until it was open again. */
  readonly onRefused?: ((connection: Connection, status: number) => void) | undefined;
  readonly steadyClock?: Clock | undefined;
}): GatherRequests {
  const members = new AsyncLocalStorage<(request: SentRequest) => Promise<Answer>>();
  /** Connections to which the Batch API is closed, and until when nobody asks. */
  const closedUntil = new Map<string, number>();

  function start(connection: Connection, commands: number): Gathering {
    const name = nameOf(connection);
    // A batch is work of no lane: another one goes on when one of them is lost.
    const outsideOfLanes = AsyncLocalStorage.snapshot();
    let active = commands;
    let waiting: Part[] = [];

    function ask(request: SentRequest): Promise<Answer> {
      if (request.endpoint !== 'table') return send(request);
      return new Promise((succeed, fail) => {
        waiting.push({ request, succeed, fail, inLane: AsyncLocalStorage.snapshot() });
        leaveWhenAllAsk();
      });
    }

    function leaveWhenAllAsk(): void {
      if (waiting.length === 0 || waiting.length < active) return;
      const parts = waiting.filter((part) => mayLeave(part, assertMaySend));
      waiting = [];
      void outsideOfLanes(leave, parts);
    }

    async function leave(parts: readonly Part[]): Promise<void> {
      const [first] = parts;
      if (first === undefined || parts.length === 1 || isClosed()) return alone(parts);
      try {
        const answer = await send(toBatch(first.request, parts));
        if (notThere.has(answer.status)) {
          close(answer.status);
          return await alone(parts);
        }
        // What lies between takes less at once than the instance; each part may pass.
        if (answer.status === 413) return await alone(parts);
        if (answer.status === 200) closedUntil.delete(name);
        hand(answer, parts, onPart);
      } catch (error) {
        for (const { fail } of parts) fail(error);
      }
    }

    function isClosed(): boolean {
      return steadyClock.now() < (closedUntil.get(name) ?? 0);
    }

    function close(status: number): void {
      if (!closedUntil.has(name)) onRefused(connection, status);
      closedUntil.set(name, steadyClock.now() + ASK_AGAIN_MS);
    }

    /**
     * One after the other: they were allowed one call at a time. Where one got no answer, those behind it
     * would each wait as long for theirs.
     */
    async function alone([part, ...behind]: readonly Part[]): Promise<void> {
      if (part === undefined) return;
      const isAnswered = !mayLeave(part, assertMaySend) || (await sendPart(part));
      if (isAnswered) return alone(behind);
      for (const { request, fail } of behind) fail(notSent(request));
    }

    /** Whether the instance was heard of; what waited too long here was not asked at all. */
    async function sendPart({ request, succeed, fail }: Part): Promise<boolean> {
      try {
        succeed(await send(request));
        return true;
      } catch (error) {
        fail(error);
        return toRelayError(error).code === 'SERVICENOW_BUSY';
      }
    }

    return {
      async join(work) {
        try {
          return await members.run(ask, work);
        } finally {
          active -= 1;
          leaveWhenAllAsk();
        }
      },
    };
  }

  return { send: (request) => (members.getStore() ?? send)(request), start };
}

function mayLeave({ inLane, fail }: Part, assertMaySend: () => void): boolean {
  try {
    inLane(assertMaySend);
    return true;
  } catch (error) {
    fail(error);
    return false;
  }
}

function toBatch(first: SentRequest, parts: readonly Part[]): SentRequest {
  const { connection, headers } = first;
  return {
    connection,
    attempted: `send ${parts.length} requests in one`,
    endpoint: 'table',
    method: 'POST',
    url: `${connection.url}/api/now/v1/batch`,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({
      batch_request_id: '1',
      rest_requests: parts.map(({ request }, index) => ({
        id: String(index),
        method: request.method,
        url: request.url.slice(connection.url.length),
        headers: [
          { name: 'Accept', value: 'application/json' },
          { name: 'Content-Type', value: 'application/json' },
        ],
        ...(request.body === undefined
          ? {}
          : { body: Buffer.from(request.body).toString('base64') }),
      })),
    }),
    ...(first.deadlineMs === undefined ? {} : { deadlineMs: first.deadlineMs }),
    leaveBy: earliestOf(parts),
  };
}

function earliestOf(parts: readonly Part[]): number | undefined {
  const all = parts.flatMap(({ request: { leaveBy } }) => (leaveBy === undefined ? [] : [leaveBy]));
  return all.length === 0 ? undefined : Math.min(...all);
}

/** Each part its own answer. A whole that is no answer of the Batch API is the answer of each. */
function hand(whole: Answer, parts: readonly Part[], onPart: OnPart): void {
  const batch = whole.status === 200 ? readBatch(whole.body) : undefined;
  for (const [index, { request, succeed, fail }] of parts.entries()) {
    const served = batch?.serviced_requests.find(({ id }) => id === String(index));
    if (batch === undefined) succeed(whole);
    else if (served === undefined) fail(notServed(request));
    else {
      const answer = toAnswer(served, whole);
      onPart(request.connection, answer);
      succeed(answer);
    }
  }
}

function readBatch(body: Buffer): BatchAnswer | undefined {
  try {
    return BatchAnswer.safeParse(JSON.parse(body.toString('utf8'))).data;
  } catch {
    return undefined;
  }
}

function toAnswer(
  { status_code: status, headers, body }: BatchAnswer['serviced_requests'][number],
  whole: Answer,
): Answer {
  const own = headers.map(({ name, value }) => [name.toLowerCase(), value]);
  const { date } = whole.headers;
  return {
    status,
    headers: {
      ...(date === undefined ? {} : { date }),
      'content-type': 'application/json',
      ...Object.fromEntries(own),
    },
    body: Buffer.from(body, 'base64'),
    ms: whole.ms,
  };
}

function notSent({ connection, attempted }: SentRequest): RelayError {
  return new RelayError(
    'SERVICENOW_UNAVAILABLE',
    `Could not ${attempted} on connection ${nameOf(connection)}: the one before it got no answer, so it was not sent.`,
    { details: { reached: 'no', connection: nameOf(connection) } },
  );
}

/**
 * The batch reached a limit of time or size. That nothing was begun of it the documentation does not say: a
 * write may have been the one that was ended.
 */
function notServed({ connection, attempted }: SentRequest): RelayError {
  return new RelayError(
    'SERVICENOW_BUSY',
    `Could not ${attempted} on connection ${nameOf(connection)}: the instance ended the batch before its answer. Fewer at once ("calls.perCall") take less time.`,
    { details: { reached: 'maybe', connection: nameOf(connection) } },
  );
}
