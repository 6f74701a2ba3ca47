import { randomUUID } from 'node:crypto';
import { OutgoingError, type Answer, type Outgoing } from '../lib/outgoing.ts';

/** One request of the relay to an instance that only an agent reaches; the agent adds who is calling. */
export interface AgentRequest {
  readonly id: string;
  readonly method: string;
  /** Path and query: the agent knows the host itself, and calls no other. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly deadlineMs: number;
}

export interface AgentAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What waits between the relay, which wants to call, and the agents, which fetch. In memory: jobs are durable elsewhere. */
export interface Mailbox {
  /** As `Outgoing.send`, by whichever agent fetches for this connection. */
  send(connection: string, request: Parameters<Outgoing['send']>[0]): Promise<Answer>;
  /** What waits for a connection; waits itself when there is nothing. */
  take(connection: string, waitMs: number): Promise<readonly AgentRequest[]>;
  /** False for an answer that nobody waits for any more. */
  settle(
    connection: string,
    id: string,
    result: AgentAnswer | { readonly because: string },
  ): boolean;
  /** Lets idle agents go, who come back to whoever serves then, and ends what waits for an answer. */
  stop(): void;
}

interface Waiting {
  readonly request: AgentRequest;
  readonly settle: (result: AgentAnswer | { readonly because: string }) => void;
}

interface Box {
  /** Nobody fetched them yet. */
  readonly queued: Map<string, Waiting>;
  /** An agent has them. */
  readonly taken: Map<string, Waiting>;
  /** Agents that wait for something to do. */
  readonly idle: Set<() => void>;
}

const PER_FETCH = 16;

export function createMailbox(): Mailbox {
  const boxes = new Map<string, Box>();

  function boxOf(connection: string): Box {
    const known = boxes.get(connection);
    if (known !== undefined) return known;
    const made: Box = { queued: new Map(), taken: new Map(), idle: new Set() };
    boxes.set(connection, made);
    return made;
  }

  return {
    async send(connection, request) {
      const box = boxOf(connection);
      const startedAt = performance.now();
      const id = randomUUID();
      const settled = Promise.withResolvers<AgentAnswer | { readonly because: string }>();
      const asked = { request: toAgentRequest(id, request), settle: settled.resolve };
      const timer = setTimeout(
        () => settled.resolve({ because: silence(box.queued.has(id)) }),
        request.deadlineMs,
      );
      box.queued.set(id, asked);
      for (const wake of box.idle) wake();
      const result = await settled.promise;
      clearTimeout(timer);
      const isUnseen = box.queued.delete(id);
      box.taken.delete(id);
      if ('because' in result) {
        throw new OutgoingError({
          code: 'DESTINATION_UNAVAILABLE',
          attempted: `${request.method} through the agent of ${connection}`,
          because: result.because,
          reached: isUnseen ? 'no' : 'maybe',
        });
      }
      return { ...result, ms: performance.now() - startedAt };
    },
    async take(connection, waitMs) {
      const box = boxOf(connection);
      if (box.queued.size === 0) await idleFor(box, waitMs);
      const some = [...box.queued].slice(0, PER_FETCH);
      for (const [id, waiting] of some) {
        box.queued.delete(id);
        box.taken.set(id, waiting);
      }
      return some.map(([, { request }]) => request);
    },
    settle(connection, id, result) {
      const waiting = boxOf(connection).taken.get(id);
      waiting?.settle(result);
      return waiting !== undefined;
    },
    stop() {
      for (const { idle, queued, taken } of boxes.values()) {
        for (const wake of idle) wake();
        for (const { settle } of [...queued.values(), ...taken.values()]) {
          settle({ because: 'the relay stops' });
        }
      }
    },
  };
}

function silence(isUnseen: boolean): string {
  return isUnseen
    ? 'no agent fetched the request: is "serve --agent" running there?'
    : 'the agent fetched the request and gave no answer in time';
}

async function idleFor(box: Box, waitMs: number): Promise<void> {
  const woken = Promise.withResolvers<void>();
  const timer = setTimeout(woken.resolve, waitMs);
  box.idle.add(woken.resolve);
  await woken.promise;
  clearTimeout(timer);
  box.idle.delete(woken.resolve);
}

function toAgentRequest(id: string, request: Parameters<Outgoing['send']>[0]): AgentRequest {
  const { pathname, search } = new URL(request.url);
  const { method, headers, body, deadlineMs } = request;
  return {
    id,
    method,
    path: `${pathname}${search}`,
    headers,
    body: body === undefined ? undefined : Buffer.from(body).toString('utf8'),
    deadlineMs,
  };
}
