import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { text } from 'node:stream/consumers';
import {
  BatchRequest,
  contractVersion,
  type UpsertAnswer,
  UpsertRequest,
} from '@alert-relay/shared-types';
import { listen, type LoopbackServer } from '../../support/listen.ts';

const base = '/api/x_alrt_relay/v1';

export interface StubOptions {
  /** How long each call takes. */
  readonly delayMs: number;
  /** How much longer for each record in it. */
  readonly perRecordMs?: number;
  /** How many calls it does at once, the others wait; all of them if absent. */
  readonly slots?: number;
  /** Told as soon as a create or an update has arrived, before anything is made of it. */
  readonly onArrival?: () => void;
  /** Told of each create or update that was read. */
  readonly onUpsert?: (upsert: UpsertRequest) => void;
  /** Told when the answer of a call was sent, with the number of its records and how long it was here. */
  readonly onAnswered?: (records: number, ms: number) => void;
}

/**
 * The app's REST contract and nothing behind it: every upsert is a create that took `delayMs`. For
 * figures about the relay alone; whether it does the right thing is shown with the simulated instance.
 */
export function startStubInstance(options: StubOptions): Promise<LoopbackServer> {
  const slots = createSlots(options.slots ?? Infinity);
  return listen((request, response) => {
    const startedAt = performance.now();
    void answer({ ...options, slots }, request).then(({ status, result, records = 0 }) => {
      send(response, status, result);
      if (records > 0) options.onAnswered?.(records, performance.now() - startedAt);
    });
  });
}

interface Answer {
  readonly status: number;
  readonly result: unknown;
  /** That it wrote. */
  readonly records?: number;
}

/** As the semaphores of an instance: who finds none waits in line. */
function createSlots(count: number) {
  const waiting: (() => void)[] = [];
  let free = count;
  return {
    async take(): Promise<void> {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
    },
    give(): void {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    },
  };
}

interface Serving extends Omit<StubOptions, 'slots'> {
  readonly slots: ReturnType<typeof createSlots>;
}

async function work(options: Serving, records: number): Promise<void> {
  await options.slots.take();
  await pause(timeFor(options, records));
  options.slots.give();
}

async function answer(options: Serving, request: IncomingMessage): Promise<Answer> {
  const body = await text(request);
  const { pathname } = new URL(request.url ?? '/', 'http://stub');
  const key = pathname.startsWith(`${base}/tasks/`) ? pathname.slice(`${base}/tasks/`.length) : '';
  if (request.method === 'PUT' && key !== '') {
    options.onArrival?.();
    const upsert: UpsertRequest = UpsertRequest.parse(JSON.parse(body));
    options.onUpsert?.(upsert);
    await work(options, 1);
    return { status: 201, result: upsertAnswer(key, upsert), records: 1 };
  }
  if (request.method === 'POST' && pathname === `${base}/tasks/batch`) {
    const { commands } = BatchRequest.parse(JSON.parse(body));
    for (const { command } of commands) options.onUpsert?.(command);
    await work(options, commands.length);
    const outcomes = commands.map((one) => ({
      key: one.key,
      status: 200,
      answer: upsertAnswer(one.key, one.command),
    }));
    return { status: 200, result: { outcomes }, records: commands.length };
  }
  return { status: 200, result: otherAnswer(pathname) };
}

function timeFor({ delayMs, perRecordMs = 0 }: Serving, records: number): number {
  return delayMs + perRecordMs * records;
}

function upsertAnswer(key: string, upsert: UpsertRequest): UpsertAnswer {
  return {
    outcome: 'created',
    applied_seq: upsert.seq,
    record: {
      key,
      table: upsert.table,
      sys_id: createHash('md5').update(key).digest('hex'),
      number: 'INC0010001',
      state: upsert.fields['state'] ?? '1',
      active: true,
      sys_mod_count: 0,
      sys_updated_on: '2026-11-22 00:00:00',
      episode: upsert.episode,
      applied_seq: upsert.seq,
      applied_event_id: upsert.event_id,
      fields: upsert.fields,
    },
  };
}

function otherAnswer(pathname: string): unknown {
  if (pathname === `${base}/connect`) {
    const instance = { id: 'stub', name: 'stub' };
    return { contract: contractVersion, app_version: '0.1.0', instance };
  }
  if (pathname === `${base}/lookup`) return { matches: [] };
  return { changes: [], more: false };
}

function send(response: ServerResponse, status: number, result: unknown): void {
  const body = JSON.stringify({ result });
  response.writeHead(status, {
    'content-type': 'application/json;charset=UTF-8',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}
