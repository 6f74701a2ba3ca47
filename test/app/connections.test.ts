import { AppProblem, HeartbeatAnswer } from '@alert-relay/shared-types';
import { beforeAll, describe, expect, test } from 'vitest';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { waitFor } from '../support/wait-for.ts';
import {
  api,
  connectRelay,
  createRecord,
  drainJob,
  newCommand,
  newKey,
  rowsLeft,
  startAppInstance,
  startConnectedApp,
  turnIntoClone,
  type AppInstance,
} from './support/app-instance.ts';
import { copyWithChange } from './support/copy-with-change.ts';
import { newSecret } from './support/fake-relay.ts';

const hello = { contract: 1, workspace: 'default', relay_version: '0.1.0', mode: 'pull' };

test('a connection whose name differs from another in case alone is refused, and the other stays', async () => {
  await using app = await startConnectedApp();

  const answer = await app.relay.post(`${api}/connect`, { ...hello, connection: 'PROD' });

  expect(answer.status, answer.text).toBe(400);
  expect(AppProblem.parse(answer.result).problem).toMatchObject({
    code: 'invalid_request',
    field: 'connection',
  });
  expect(await app.rows('x_alrt_relay_connection')).toMatchObject([{ name: 'prod' }]);
});

const names = { workspace: 'default', connection: 'prod' };
const beat = { ...names, relay_version: '0.1.0', every_seconds: 60 };

/** What shows the value of a property. */
const effects: Readonly<Record<string, (app: AppInstance) => Promise<unknown>>> = {
  rotation_hours: async ({ relay }) =>
    (await relay.post(`${api}/rotate`, { ...names, secret: newSecret() })).result[
      'old_valid_hours'
    ],
  silence_minutes: async ({ relay }) =>
    HeartbeatAnswer.parse((await relay.post(`${api}/heartbeat`, beat)).result)
      .silence_alarm_minutes,
  max_body_bytes: async ({ relay }) => {
    const fields = { description: 'x'.repeat(2000) };
    return (await relay.put(`${api}/tasks/${newKey()}`, newCommand({ fields }))).status;
  },
  takeover_seconds: async ({ relay }) => {
    const { text } = await relay.post(`${api}/self-test`, {});
    return /"name":"quota","ok":(\w+)/.exec(text)?.[1];
  },
};

describe('a property', () => {
  let app: AppInstance;

  beforeAll(async () => {
    app = await startConnectedApp();
    return () => app[Symbol.asyncDispose]();
  });

  test.each([
    ['rotation_hours', '2', 2],
    ['rotation_hours', 'soon', 24],
    ['rotation_hours', '-1', 24],
    ['rotation_hours', '0', 24],
    ['rotation_hours', '1.5', 24],
    ['silence_minutes', '7', 7],
    ['silence_minutes', '', 30],
    ['max_body_bytes', '1000', 413],
    ['max_body_bytes', '4000', 200],
    ['takeover_seconds', '600', 'true'],
    ['takeover_seconds', '30', 'false'],
  ])('%s with the value "%s" gives %s', async (name, value, expected) => {
    await app.setProperty(name, value);

    expect(await effects[name]?.(app)).toBe(expected);
  });
});

test('what fails about one connection is told by its name, and the others have their turn', async () => {
  await using folder = await createTemporaryFolder('no-way-out');
  const closed = copyWithChange(folder.path, {
    where: 'glide/push.ts</path>',
    from: 'message.setEndpoint(address);',
    to: "throw new Error('no privilege');",
  });
  await using app = await startAppInstance({ app: closed, provoked: ['no privilege'] });
  const relay = { url: 'https://relay.example', secret: newSecret() };
  for (const connection of ['one', 'two']) {
    await connectRelay(app, relay, { connection });
    await createRecord(app, { connection });
  }
  // What the events of the changes began holds the claims.
  await waitFor(() => app.instance.control.openJobs() === 0, { within: 15_000, what: 'quiet' });

  await app.instance.control.runJob(drainJob);
  await app.instance.control.runJob('Alert Relay: daily upkeep');

  const logged = await app.rows('syslog', 'messageLIKEno privilege^ORDERBYmessage');
  const told = new Set(logged.map(({ message }) => String(message).split(' failed: ')[0]));
  for (const what of ['sending to', 'the heartbeat of']) {
    for (const name of ['one', 'two'])
      expect(told).toContain(`Alert Relay: ${what} default/${name}`);
  }
});

test('how long notes and sent changes stay is set by properties', async () => {
  await using app = await startConnectedApp();
  await app.setProperty('sent_days', '2');
  await app.setProperty('note_days', '4');
  const notes = [{ id: 'n1', element: 'work_notes', text: 'one' } as const];
  await app.relay.put(`${api}/tasks/${newKey()}`, newCommand({ notes }));
  const [row] = await app.rows('x_alrt_relay_outbox');
  const ids = [String(row?.['event_id'])];
  await app.relay.post(`${api}/changes/acknowledge`, { connection: 'prod', ids });

  const left: (readonly number[])[] = [];
  for (const days of [1, 3, 5]) {
    app.instance.control.setClockOffsetMs(days * 86_400_000);
    await app.instance.control.runJob('Alert Relay: daily upkeep');
    const tables = ['x_alrt_relay_outbox', 'x_alrt_relay_event'];
    left.push(tables.map((table) => rowsLeft(app, table).length));
  }

  expect(left).toEqual([
    [1, 1],
    [0, 1],
    [0, 0],
  ]);
});

test('what waits for a connection that was deleted is deleted as sent changes are, on a clone too; all else stays', async () => {
  await using app = await startConnectedApp();
  await connectRelay(app, undefined, { connection: 'gone' });
  await Promise.all(['prod', 'gone'].map((connection) => createRecord(app, { connection })));
  const [gone] = await app.rows('x_alrt_relay_connection', 'name=gone');
  await app.admin.delete(`/api/now/table/x_alrt_relay_connection/${String(gone?.['sys_id'])}`);
  const waitingAfter = async (days: number): Promise<readonly string[]> => {
    app.instance.control.setClockOffsetMs(days * 86_400_000);
    await app.instance.control.runJob('Alert Relay: daily upkeep');
    const rows = await app.rows('x_alrt_relay_outbox', 'state=pending');
    return rows.map((row) => String(row['connection_key'])).toSorted();
  };

  expect(await waitingAfter(29)).toEqual(['default/gone', 'default/prod']);
  expect(await waitingAfter(31)).toEqual(['default/prod']);
  await turnIntoClone(app, 'instance_name');
  expect(await waitingAfter(32)).toEqual(['default/prod']);
  await turnIntoClone(app);
  expect(await waitingAfter(33)).toEqual([]);
});
