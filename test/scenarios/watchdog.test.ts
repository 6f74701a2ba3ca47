import { afterAll, beforeAll, expect, test } from 'vitest';
import { drainJob, startAppInstance, type AppInstance } from '../app/support/app-instance.ts';
import { changesSecret, toolsWorkspace } from '../support/relay-file.ts';
import { readRelayMetrics } from '../support/relay-metrics.ts';
import { startRelay, type Relay } from '../support/start-relay.ts';
import { waitFor } from '../support/wait-for.ts';

let app: AppInstance;
let relay: Relay;
let minutes = 0;

beforeAll(async () => {
  app = await startAppInstance();
  relay = await startRelay({
    workspaces: [
      toolsWorkspace({
        instance: app.instance,
        connection: { changes: 'push', secret: changesSecret },
        sources: [],
        routes: [],
      }),
    ],
  });
});

afterAll(async () => {
  await relay.stop();
  await app[Symbol.asyncDispose]();
});

async function pass(more: number): Promise<void> {
  minutes += more;
  app.instance.control.setClockOffsetMs(minutes * 60_000);
  await app.instance.control.runJob(drainJob);
  await waitFor(() => app.instance.control.openJobs() === 0, { within: 15_000, what: 'quiet' });
}

const alarms = (name: 'silent' | 'heard') =>
  app.rows('sysevent', `name=x_alrt_relay.relay.${name}`);

async function untilBeaten(): Promise<void> {
  await waitFor(
    async () => {
      const [row] = await app.rows('x_alrt_relay_connection');
      return row?.['heartbeat_seconds'] === '300' && row['last_heard'] !== '';
    },
    { within: 20_000, what: () => `a heartbeat. The relay wrote:\n${relay.log()}` },
  );
}

test('an alarm is raised in ServiceNow when the relay stops, and the all-clear given when it is back', async () => {
  await untilBeaten();
  await pass(29);
  expect(await alarms('silent')).toEqual([]);

  await relay.kill();
  await pass(2);

  expect(await alarms('silent')).toMatchObject([
    { parm2: 'The relay has not called this instance' },
  ]);
  // Back to the time of the relay, which would take a push of half an hour ahead for a forgery.
  minutes = 0;
  app.instance.control.setClockOffsetMs(0);
  await relay.start();
  await waitFor(
    async () => {
      await pass(0);
      return (await alarms('heard')).length === 1;
    },
    { within: 60_000, every: 500, what: () => `the all-clear. The relay wrote:\n${relay.log()}` },
  );
});

test('the relay knows when it heard the app, also after a restart', async () => {
  await app.instance.control.runJob('Alert Relay: daily upkeep');
  const heard = async () =>
    (await readRelayMetrics(relay.url))('alert_relay_app_heard_timestamp_seconds');
  const before = await waitFor(async () => (await heard()) || undefined, {
    within: 10_000,
    what: 'the heartbeat of the app in the metrics',
  });

  await relay.halt();
  await relay.start();

  expect(await heard()).toBeGreaterThanOrEqual(before);
  const ready = await fetch(`${relay.url}/readyz`);
  expect(await ready.json()).toEqual({ status: 'ok', obstacles: [], warnings: [] });
});
