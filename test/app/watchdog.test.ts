import { ConnectAnswer, features, HeartbeatAnswer, StatusAnswer } from '@alert-relay/shared-types';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import {
  api,
  connectRelay,
  drainJob,
  startAppInstance,
  turnIntoClone,
  type AppInstance,
} from './support/app-instance.ts';
import { startFakeRelay, type FakeRelay } from './support/fake-relay.ts';

// Time only goes forward here, so each test has a connection of its own and says goodbye at its end.
let app: AppInstance;
let relay: FakeRelay;
let minutes = 0;

beforeAll(async () => {
  [app, relay] = await Promise.all([startAppInstance(), startFakeRelay()]);
});

afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await relay[Symbol.asyncDispose]();
});

/** Time passes, and at its end the job of the app runs, as it does every minute. */
async function pass(more: number): Promise<void> {
  minutes += more;
  app.instance.control.setClockOffsetMs(minutes * 60_000);
  await app.instance.control.runJob(drainJob);
  await waitFor(() => app.instance.control.openJobs() === 0, { within: 15_000, what: 'quiet' });
}

const beat = (connection: string, change: object = {}) =>
  app.relay.post(`${api}/heartbeat`, {
    workspace: 'default',
    connection,
    relay_version: '0.2.0',
    every_seconds: 60,
    ...change,
  });

const goodbye = (connection: string) =>
  app.relay.post(`${api}/disconnect`, { workspace: 'default', connection });

async function rowOf(connection: string): Promise<Record<string, unknown>> {
  const [row] = await app.rows('x_alrt_relay_connection', `name=${connection}`);
  return row ?? {};
}

async function alarms(connection: string, name: 'silent' | 'heard'): Promise<readonly unknown[]> {
  const { sys_id } = await rowOf(connection);
  return app.rows('sysevent', `name=x_alrt_relay.relay.${name}^instance=${String(sys_id)}`);
}

async function statusOf(name: string): Promise<StatusAnswer['connections'][number] | undefined> {
  const answer = await app.relay.get(`${api}/status`);
  return StatusAnswer.parse(answer.result).connections.find(
    ({ connection }) => connection === name,
  );
}

describe('a heartbeat of the relay', () => {
  beforeAll(async () => {
    await connectRelay(app, relay, { connection: 'beats' });
  });

  afterAll(async () => {
    await goodbye('beats');
  });

  test('is answered with what waits, and kept as last heard', async () => {
    const answer = await beat('beats');

    expect(HeartbeatAnswer.parse(answer.result)).toMatchObject({
      waiting: 0,
      dead: 0,
      silence_alarm_minutes: 30,
      instance: { name: 'simulated' },
    });
    expect(await rowOf('beats')).toMatchObject({ relay_version: '0.2.0', heartbeat_seconds: '60' });
    expect((await statusOf('beats'))?.last_heard).not.toBe('');
  });

  test('is a feature that the app names', async () => {
    const answer = await app.relay.get(`${api}/preflight`);

    expect(ConnectAnswer.parse(answer.result).features).toEqual([...features]);
  });

  test.each([
    [{ every_seconds: 5 }, 400],
    [{ every_seconds: '60' }, 400],
    [{ every_seconds: 90_000 }, 400],
    [{ more: 1 }, 400],
    [{ connection: 'unknown' }, 404],
  ])('with %j is refused with %i', async (change, expected) => {
    expect((await beat('beats', change)).status).toBe(expected);
  });
});

describe('the watchdog', () => {
  test('raises an alarm once when a relay that sent heartbeats stops, and gives the all-clear', async () => {
    await connectRelay(app, relay, { connection: 'stops' });
    await beat('stops');
    await pass(29);
    expect(await alarms('stops', 'silent')).toEqual([]);

    await pass(2);
    await pass(1);

    expect(await alarms('stops', 'silent')).toMatchObject([
      { parm1: '31', parm2: 'The relay has not called this instance' },
    ]);
    expect(await statusOf('stops')).toMatchObject({ silent: true });
    await beat('stops');
    await pass(1);
    expect(await alarms('stops', 'heard')).toHaveLength(1);
    expect(await statusOf('stops')).toMatchObject({ silent: false, last_error: '' });
    await goodbye('stops');
  });

  test('asks a relay that sends none by itself, and is content with its answer', async () => {
    await connectRelay(app, relay, { connection: 'quiet' });
    const before = relay.heartbeats.length;

    for (let quarter = 0; quarter < 6; quarter += 1) await pass(15);

    expect(relay.heartbeats.length - before).toBeGreaterThanOrEqual(5);
    expect(await alarms('quiet', 'silent')).toEqual([]);
    await goodbye('quiet');
  });

  test('tells that the relay cannot be reached, though nothing waits for it', async () => {
    const gone = await startFakeRelay();
    await connectRelay(app, gone, { connection: 'gone' });
    await gone[Symbol.asyncDispose]();

    for (let step = 0; step < 7; step += 1) await pass(5);

    expect(await alarms('gone', 'silent')).toMatchObject([
      { parm2: 'This instance has not reached the relay' },
    ]);
    expect(await statusOf('gone')).toMatchObject({ state: 'failing', silent: true, waiting: 0 });
    await goodbye('gone');
  });

  test('tells that a relay no longer fetches its changes', async () => {
    await connectRelay(app, undefined, { connection: 'fetches' });
    await pass(20);
    await app.relay.get(`${api}/changes?connection=fetches`);
    await pass(20);
    expect(await alarms('fetches', 'silent')).toEqual([]);

    await pass(15);

    expect(await alarms('fetches', 'silent')).toMatchObject([
      { parm2: 'The relay has not fetched changes' },
    ]);
    await app.relay.get(`${api}/changes?connection=fetches`);
    await pass(1);
    expect(await statusOf('fetches')).toMatchObject({ silent: false, last_error: '' });
    await goodbye('fetches');
  });

  test('is quiet about a connection that said goodbye, when the app is off, and on a clone', async () => {
    await connectRelay(app, relay, { connection: 'left' });
    await beat('left');
    await goodbye('left');
    await pass(60);
    expect(await alarms('left', 'silent')).toEqual([]);

    await connectRelay(app, relay, { connection: 'left' });
    await beat('left');
    await app.setProperty('enabled', 'false');
    await pass(60);
    expect(await alarms('left', 'silent')).toEqual([]);

    await app.setProperty('enabled', 'true');
    await turnIntoClone(app);
    await pass(60);
    expect(await alarms('left', 'silent')).toEqual([]);
  });
});
