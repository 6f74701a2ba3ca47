import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { alertmanagerNotification } from '../sources/notification.ts';
import { openApi } from '../support/relay-api.ts';
import { readRelayMetrics } from '../support/relay-metrics.ts';
import { runCli } from '../support/run-cli.ts';
import {
  deadLetters,
  insertedIncidents,
  postNotification,
  startSystem,
  type System,
  untilDrained,
} from '../support/system.ts';
import { waitFor } from '../support/wait-for.ts';

/** The status of a connection as people see it: by API, command line and metrics. */

const Status = z.object({
  connection: z.string(),
  status: z.string(),
  because: z.string().optional(),
  message: z.string(),
  since: z.string().optional(),
});
const Statuses = z.object({ rows: z.array(Status) });

async function createReader({ relay }: System): Promise<() => Promise<z.output<typeof Status>>> {
  const api = await openApi(relay);
  return async () => Status.parse((await api('GET', '/connections/production/status')).body);
}

function firing(group: string): string {
  return alertmanagerNotification({
    group,
    status: 'firing',
    description: 'No answer for 5 minutes.',
    startsAt: new Date(),
  });
}

async function until(status: string): Promise<z.output<typeof Status>> {
  let last: z.output<typeof Status> | undefined;
  await waitFor(
    async () => {
      last = await read();
      return last.status === status;
    },
    { within: 60_000, what: () => `status ${status}; it is ${JSON.stringify(last)}` },
  );
  if (last === undefined) throw new Error('no status was read');
  return last;
}

let system: System;
let read: () => Promise<z.output<typeof Status>>;

beforeAll(async () => {
  system = await startSystem();
  read = await createReader(system);
}, 120_000);

afterEach(() => system.agent.clearFaults());

afterAll(async () => {
  await system[Symbol.asyncDispose]();
});

const labels = 'workspace="main",connection="production"';

test.each([
  ['a refused sign-in', { status: 401 }, 'SERVICENOW_UNAUTHORIZED', 'paused'],
  ['an instance that hibernates', { page: 'hibernating' }, 'SERVICENOW_HIBERNATING', 'paused'],
  ['an instance that is away', { status: 502 }, 'SERVICENOW_UNAVAILABLE', 'failing'],
] as const)(
  '%s is told with since and why, costs no attempt, and is over by itself',
  async (_name, action, because, expected) => {
    const { relay, agent } = system;
    await postNotification(relay, firing(`before ${because}`));
    await untilDrained(relay);
    const before = await agent.lastWrite();
    expect(await until('ok')).toMatchObject({ connection: 'production' });

    await agent.addFault({ match: { path: '/api/x_alrt_relay/v1' }, action, times: 1_000_000 });
    for (const group of ['a', 'b', 'c', 'd', 'e', 'f'])
      // Groups of their own: an incident that another case opened would only be updated.
      await postNotification(relay, firing(`${group} ${because}`));
    const told = await until(expected);
    const shell = await runCli(relay, 'status', 'production');
    const figures = await readRelayMetrics(relay.url);

    expect(told.because).toBe(because);
    expect(Date.now() - Date.parse(told.since ?? '')).toBeLessThan(60_000);
    expect(told.message).not.toBe('');
    expect(Statuses.parse(shell.json).rows[0]).toMatchObject({ status: expected, because });
    expect(shell.code).toBe(1);
    expect(figures(`alert_relay_connection_status{${labels},status="${expected}"}`)).toBe(1);
    expect(figures(`alert_relay_connection_status{${labels},status="ok"}`)).toBe(0);
    expect(figures(`alert_relay_connection_status_since_timestamp_seconds{${labels}}`)).toBeCloseTo(
      Date.parse(told.since ?? '') / 1000,
      0,
    );

    await agent.clearFaults();
    await untilDrained(relay, 90_000);
    expect(await until('ok')).not.toHaveProperty('because');
    expect(await runCli(relay, 'status')).toMatchObject({ code: 0 });
    expect(insertedIncidents(await agent.writes(before))).toHaveLength(6);
    expect(await deadLetters(relay)).toBe(0);
  },
  240_000,
);

test('when no relay runs, nothing is claimed', async () => {
  const { relay } = system;
  await relay.halt();

  const { json, code } = await runCli(relay, 'status');

  expect(Statuses.parse(json).rows).toMatchObject([{ status: 'unknown' }]);
  expect(code).toBe(1);
}, 60_000);
