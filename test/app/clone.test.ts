import { AppProblem } from '@alert-relay/shared-types';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import {
  api,
  changesOf,
  connectRelay,
  createRecord,
  drainJob,
  startAppInstance,
  turnIntoClone,
  type AppInstance,
} from './support/app-instance.ts';
import { startFakeRelay, type FakeRelay } from './support/fake-relay.ts';

let app: AppInstance;
let relay: FakeRelay;

beforeEach(async () => {
  [app, relay] = await Promise.all([startAppInstance(), startFakeRelay()]);
});

afterEach(async () => {
  await app[Symbol.asyncDispose]();
  await relay[Symbol.asyncDispose]();
});

const quiet = () =>
  waitFor(() => app.instance.control.openJobs() === 0, { within: 15_000, what: 'quiet' });

const waiting = () => app.rows('x_alrt_relay_outbox', 'state=pending');

/** One that is not told at once. */
async function makeWaitingChange(): Promise<string> {
  relay.answerWith(() => ({ status: 503, body: '' }));
  const { sysId } = await createRecord(app);
  await quiet();
  relay.answerWith(undefined);
  expect(await waiting()).toHaveLength(1);
  return sysId;
}

describe.each(['instance_id', 'instance_name'] as const)('S21 a clone, known by its %s', (by) => {
  test('pushes nothing, and says so', async () => {
    await connectRelay(app, relay);
    await turnIntoClone(app, by);

    await createRecord(app);
    await quiet();

    expect(relay.pushed).toEqual([]);
    expect(await app.rows('x_alrt_relay_connection')).toMatchObject([{ state: 'cloned' }]);
    expect(await waiting()).toHaveLength(1);
  });

  test('raises no alarm about what waits there', async () => {
    await connectRelay(app, relay);
    await makeWaitingChange();
    await turnIntoClone(app, by);
    app.instance.control.setClockOffsetMs(3600_000);

    await app.instance.control.runJob(drainJob);

    expect(await app.rows('sysevent', 'name=x_alrt_relay.outbox.stuck')).toEqual([]);
  });

  test('hands nothing out, and says so to whoever fetches', async () => {
    await connectRelay(app);
    await createRecord(app);
    await turnIntoClone(app, by);

    const answer = await app.relay.get(`${api}/changes?connection=prod`);

    expect(answer.status).toBe(404);
    expect(AppProblem.parse(answer.result).problem).toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('clone'),
    });
    expect(await app.rows('x_alrt_relay_connection')).toMatchObject([{ state: 'cloned' }]);
  });

  test('says so to whoever sends a heartbeat, so that a relay that is meant introduces itself', async () => {
    await connectRelay(app, relay);
    await turnIntoClone(app, by);

    const answer = await app.relay.post(`${api}/heartbeat`, {
      workspace: 'default',
      connection: 'prod',
      relay_version: '0.2.0',
      every_seconds: 60,
    });

    expect(answer.status).toBe(404);
    expect(AppProblem.parse(answer.result).problem).toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('clone'),
    });
    expect(await app.rows('x_alrt_relay_connection')).toMatchObject([{ state: 'cloned' }]);
  });

  test('says so also while nobody fetches', async () => {
    await connectRelay(app);
    await turnIntoClone(app, by);

    await app.instance.control.runJob(drainJob);

    expect(await app.rows('x_alrt_relay_connection')).toMatchObject([{ state: 'cloned' }]);
  });
});

describe('a relay that introduces itself on a clone under the names that stand there', () => {
  test('is pushed what happens from now on, and nothing that was noted on the original', async () => {
    await connectRelay(app, relay);
    const before = await makeWaitingChange();
    await turnIntoClone(app);

    await connectRelay(app, relay);
    const { sysId } = await createRecord(app);
    await waitFor(() => relay.changes().length > 0, { within: 15_000, what: 'a change' });
    await quiet();

    expect(relay.changes().map((change) => change.sys_id)).toEqual([sysId]);
    expect(relay.pushed[0]?.instance.id).toBe('a-clone');
    expect(await app.rows('x_alrt_relay_outbox', `record=${before}`)).toMatchObject([
      { state: 'dead', last_error: expect.stringContaining('another instance') },
    ]);
  });

  test('fetches what happens from now on, and nothing that was noted on the original', async () => {
    await connectRelay(app);
    const { sysId: before } = await createRecord(app);
    await turnIntoClone(app);

    await connectRelay(app);
    const { sysId } = await createRecord(app);

    expect(await changesOf(app, before)).toEqual([]);
    expect(await changesOf(app, sysId)).toHaveLength(1);
  });
});

test('an instance that got another name sends what waited once its relay has introduced itself anew', async () => {
  await connectRelay(app, relay);
  const sysId = await makeWaitingChange();
  await turnIntoClone(app, 'instance_name');

  await connectRelay(app, relay);
  await app.instance.control.runJob(drainJob);

  await waitFor(() => relay.changes().length > 0, { within: 15_000, what: 'a change' });
  expect(relay.changes()).toMatchObject([{ sys_id: sysId }]);
});
