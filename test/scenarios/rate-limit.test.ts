import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { alertmanagerNotification } from '../sources/notification.ts';
import { createInstanceClient, type InstanceClient } from '../support/instance-client.ts';
import { alertmanagerWorkspace, intakeUrl, sourceToken } from '../support/relay-file.ts';
import { readRelayMetrics } from '../support/relay-metrics.ts';
import { type RunningInstance, startInstance } from '../support/start-instance.ts';
import { type RelayHere, startRelayHere } from '../support/start-relay-here.ts';
import { waitFor } from '../support/wait-for.ts';

/**
 * An hour in seconds: the relay runs in this process, by a clock that the test moves, and moves the clock of
 * the instance along. Everything else is as it is in operation.
 */
const HOUR = 3_600_000;
const STEP_MS = 5000;
const LIMIT = 100;

let instance: RunningInstance;
let admin: InstanceClient;
let relay: RelayHere;
const closing: (() => Promise<unknown>)[] = [];
/** Stays with the machine's. */
const realNow = (() => {
  const now = performance.now.bind(performance);
  const startedAt = Date.now() - now();
  return () => startedAt + now();
})();

/** Requests of this process that are not answered yet. */
const underWay = new Set<unknown>();
const add = (message: unknown): unknown => underWay.add(requestOf(message));
const remove = (message: unknown): unknown => underWay.delete(requestOf(message));
const requestOf = (message: unknown): unknown =>
  typeof message === 'object' && message !== null && 'request' in message
    ? message.request
    : undefined;

beforeEach(async () => {
  subscribe('undici:request:create', add);
  subscribe('undici:request:trailers', remove);
  subscribe('undici:request:error', remove);
  instance = await startInstance();
  closing.push(() => instance.stop());
  admin = createInstanceClient(instance.url, instance.admin);
  await admin.create('sys_rate_limit_rules', {
    name: 'The relay',
    active: 'true',
    type: 'all',
    rest_api: 'x_alrt_relay',
    request_limit_per_hour: String(LIMIT),
  });
  vi.useFakeTimers({
    now: Math.ceil(Date.now() / HOUR) * HOUR,
    toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'],
  });
  await moveClocks(0);
  // Ten in one call, so that a thousand need more than the limit of an hour.
  const connection = { calls: { perCall: 10 } };
  relay = await startRelayHere(alertmanagerWorkspace({ instance, connection }));
});

afterEach(async () => {
  const stopped = relay.stop();
  await untilSettled(stopped);
  vi.useRealTimers();
  unsubscribe('undici:request:create', add);
  unsubscribe('undici:request:trailers', remove);
  unsubscribe('undici:request:error', remove);
  for (const close of closing.splice(0).toReversed()) await close();
});

async function moveClocks(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  await fetch(`${instance.url}/__control/clock`, {
    method: 'POST',
    body: JSON.stringify({ offsetMs: Date.now() - realNow() }),
  });
}

/** What waits for a timer gets it; what waits for a disk or a socket gets the time between two steps. */
async function untilSettled(work: Promise<unknown>): Promise<void> {
  let isOver = false;
  void work.finally(() => (isOver = true));
  await waitFor(
    async () => {
      await moveClocks(10);
      return isOver;
    },
    { within: 30_000, every: 1, what: 'the relay' },
  );
}

/** Time passes until it is so. */
async function passTimeUntil(
  isSo: () => Promise<boolean>,
  what: string,
  mostMs: number,
): Promise<number> {
  const from = Date.now();
  for (;;) {
    if (await isSo()) return Date.now() - from;
    if (Date.now() - from > mostMs) throw new Error(`in vain for ${mostMs} ms: ${what}`);
    for (let step = 0; step < 10; step += 1) {
      // No time passes while the instance works: deadlines are not what this is about.
      await waitFor(() => underWay.size === 0, { within: 20_000, every: 1, what: 'answers' });
      await moveClocks(STEP_MS);
    }
  }
}

interface Told {
  readonly group: string;
  readonly severity: 'critical' | 'warning';
  readonly status: 'firing' | 'resolved';
}

async function tell(events: readonly Told[]): Promise<void> {
  const startsAt = new Date(Date.now() - 60_000);
  for (let from = 0; from < events.length; from += 50) {
    const statuses = await Promise.all(
      events.slice(from, from + 50).map(async (event) => {
        const body = alertmanagerNotification({
          ...event,
          description: `It is ${event.status}.`,
          startsAt,
          ...(event.status === 'resolved' ? { endsAt: new Date() } : {}),
        });
        const headers = {
          authorization: `Bearer ${sourceToken}`,
          'content-type': 'application/json',
        };
        return (await fetch(intakeUrl(relay.url), { method: 'POST', headers, body })).status;
      }),
    );
    expect(new Set(statuses)).toEqual(new Set([202]));
  }
}

const named = (name: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${name}-${index}`);

const recordsOf = async (query: string): Promise<number> =>
  (await admin.records('incident', `correlation_displayLIKERelay^${query}`)).length;

const waiting = async (): Promise<number> =>
  (await readRelayMetrics(relay.url))('alert_relay_waiting_jobs');

test('S4 1,000 events where 100 calls an hour are allowed: priority 1 first, the final states right, and nothing refused', async () => {
  const warnings = named('warning', 880);
  const critical = named('critical', 60);
  await tell(warnings.map((group) => ({ group, severity: 'warning', status: 'firing' })));
  // Half of the hour's calls are used, and what is left of the events waits for its turn.
  await passTimeUntil(async () => (await waiting()) <= 500, 'the first half', HOUR / 4);

  await tell(critical.map((group) => ({ group, severity: 'critical', status: 'firing' })));
  const tookMs = await passTimeUntil(
    async () => (await recordsOf('priority=1')) === critical.length,
    'everything of priority 1',
    HOUR / 6,
  );
  const leftBehind = await waiting();
  const over = warnings.slice(0, 60);
  await tell(over.map((group) => ({ group, severity: 'warning', status: 'resolved' })));
  await passTimeUntil(async () => (await waiting()) === 0, 'everything', 3 * HOUR);

  expect(tookMs).toBeLessThan(5 * 60_000);
  expect(leftBehind).toBeGreaterThan(300);
  expect(await recordsOf('')).toBe(warnings.length + critical.length);
  expect(await recordsOf('state=6')).toBe(over.length);
  expect(await recordsOf('state=1^priority=1')).toBe(critical.length);
  const figure = await readRelayMetrics(relay.url);
  const attempts = figure('alert_relay_attempts_total');
  // More than one hour allows, and as many as were answered.
  expect(attempts).toBeGreaterThan(LIMIT);
  expect(
    figure('alert_relay_attempts_total{workspace="main",connection="production",code="OK"}'),
  ).toBe(attempts);
}, 180_000);
