import { AsyncLocalStorage } from 'node:async_hooks';
import type { UpsertAnswer, UpsertRequest } from '@alert-relay/shared-types';
import { expect, test } from 'vitest';
import { sampleConnection } from '../domain/samples.ts';
import { RelayError } from '../lib/errors.ts';
import type { ServiceNow } from './create-servicenow.ts';
import { shareCalls, type ShareDeps } from './share-calls.ts';

const request: UpsertRequest = {
  event_id: 'job-1',
  seq: 1,
  table: 'incident',
  workspace: 'default',
  connection: 'prod',
  source: 'prometheus',
  episode: 1,
  correlation_display: '',
  fields: {},
  notes: [],
};
const urgent = { ...request, fields: { impact: '1', urgency: '1' } };

function answerOf(key: string): UpsertAnswer {
  const record = {
    key,
    table: 'incident',
    sys_id: '1'.repeat(32),
    number: 'INC0010001',
    state: '1',
    active: true,
    sys_mod_count: 1,
    sys_updated_on: '',
    episode: 1,
    applied_seq: 1,
    applied_event_id: 'job-1',
    fields: {},
  };
  return { outcome: 'created', applied_seq: 1, record };
}

/** An instance whose calls end when the test says so, and how. */
function setUp(deps: ShareDeps = {}, onUpsert: () => void = () => undefined) {
  const calls: { readonly keys: readonly string[]; end(error?: RelayError): void }[] = [];
  const open = <Answer>(keys: readonly string[], answer: Answer): Promise<Answer> =>
    new Promise((resolve, reject) => {
      calls.push({
        keys,
        end: (error) => (error === undefined ? resolve(answer) : reject(error)),
      });
    });
  const refuse = () => Promise.reject(new TypeError('not part of this test'));
  const servicenow: ServiceNow = {
    upsertTask: (_connection, key) => {
      onUpsert();
      return open([key], answerOf(key));
    },
    upsertTasks: (_connection, commands) =>
      open(
        commands.map(({ key }) => key),
        commands.map(({ key }) =>
          key.startsWith('bad') ? new RelayError('SERVICENOW_REJECTED', key) : answerOf(key),
        ),
      ),
    findTask: refuse,
    fetchChanges: refuse,
    acknowledgeChanges: refuse,
    connect: refuse,
    compareLinks: refuse,
    listLinks: refuse,
    fetchRecordChanges: refuse,
    findRecords: refuse,
    findApp: refuse,
    sendHeartbeat: refuse,
    fetchRecords: refuse,
    fetchAttachment: refuse,
    fetchPictures: refuse,
    fetchDeletions: refuse,
    readJournal: refuse,
    fetchMetadata: refuse,
    findDoubles: refuse,
    cancelDouble: refuse,
    probe: refuse,
    signOut: refuse,
    lookUp: refuse,
  };
  return { ...shareCalls(servicenow, deps), calls, underWay: () => calls.map(({ keys }) => keys) };
}

const connection = sampleConnection({});
const keysOf = (count: number, name = 'key') =>
  Array.from({ length: count }, (_, index) => `${name}-${index}`);
const aTurn = () => new Promise((resolve) => setImmediate(resolve));

test('alone, a command goes at once and by itself', async () => {
  const { servicenow, calls } = setUp();

  const answer = servicenow.upsertTask(connection, 'a', request);
  await aTurn();
  calls[0]?.end();

  expect(calls.map(({ keys }) => keys)).toEqual([['a']]);
  expect(await answer).toEqual(answerOf('a'));
});

test('what waits while a call is under way goes together, each with an outcome of its own', async () => {
  const { servicenow, calls, underWay } = setUp();

  const first = servicenow.upsertTask(connection, 'first', request);
  await aTurn();
  const others = ['a', 'bad', 'c'].map((key) => servicenow.upsertTask(connection, key, request));
  await aTurn();
  expect(underWay()).toEqual([['first']]);
  calls[0]?.end();
  await first;
  await aTurn();
  calls[1]?.end();

  expect(underWay()).toEqual([['first'], ['a', 'bad', 'c']]);
  expect(await Promise.allSettled(others)).toMatchObject([
    { status: 'fulfilled', value: { record: { key: 'a' } } },
    { status: 'rejected', reason: { code: 'SERVICENOW_REJECTED' } },
    { status: 'fulfilled', value: { record: { key: 'c' } } },
  ]);
});

test('L16 the highest priority goes first', async () => {
  const { servicenow, calls, underWay } = setUp();
  const single = sampleConnection({ calls: { atOnce: 1, perCall: 1 } });
  const send = (key: string, what: UpsertRequest) =>
    void servicenow.upsertTask(single, key, what).catch(() => undefined);

  send('first', request);
  await aTurn();
  send('low', request);
  send('p1-a', urgent);
  send('p1-b', urgent);
  for (let call = 0; call < 4; call += 1) {
    calls[call]?.end();
    await aTurn();
  }

  expect(underWay().flat()).toEqual(['first', 'p1-a', 'p1-b', 'low']);
});

test('a connection in table mode waits for its turn and sends one by one', async () => {
  const { servicenow, calls, underWay } = setUp();
  const table = sampleConnection({ mode: 'table', calls: { atOnce: 2, perCall: 100 } });

  const all = keysOf(5).map((key) => servicenow.upsertTask(table, key, request));
  await aTurn();
  expect(underWay()).toEqual([['key-0'], ['key-1']]);
  for (let call = 0; call < 5; call += 1) {
    calls[call]?.end();
    await aTurn();
  }

  expect((await Promise.all(all)).map(({ record }) => record.key)).toEqual(keysOf(5));
});

test.each([
  ['table', ['lane of key-0', 'lane of key-1', 'lane of key-2']],
  ['app', [undefined, undefined, undefined]],
] as const)('L6 in %s mode what is done for a command is work of: %j', async (mode, expected) => {
  const lane = new AsyncLocalStorage<string>();
  const doneIn: (string | undefined)[] = [];
  const { servicenow, calls } = setUp({}, () => doneIn.push(lane.getStore()));
  const of = sampleConnection({ mode, calls: { atOnce: 1, perCall: 1 } });

  const all = keysOf(3).map((key) =>
    lane.run(`lane of ${key}`, () => servicenow.upsertTask(of, key, request)),
  );
  for (let call = 0; call < 3; call += 1) {
    await aTurn();
    calls[call]?.end();
  }
  await Promise.all(all);

  expect(doneIn).toEqual(expected);
});

test('L17 each connection has calls of its own', async () => {
  const { servicenow, underWay } = setUp();

  void servicenow.upsertTask(sampleConnection({ name: 'a' }), 'to-a', request);
  void servicenow.upsertTask(sampleConnection({ name: 'b' }), 'to-b', request);
  await aTurn();

  expect(underWay()).toEqual([['to-a'], ['to-b']]);
});

test('S5 a call that the instance cannot take halves what goes at once', async () => {
  const { servicenow, calls, underWay } = setUp();
  const four = sampleConnection({ calls: { atOnce: 4, perCall: 1 } });
  const all = keysOf(12).map((key) => servicenow.upsertTask(four, key, request).catch(() => key));
  await aTurn();
  expect(underWay()).toHaveLength(4);

  const busy = new RelayError('SERVICENOW_BUSY', 'too much');
  for (const call of calls.slice(0, 4)) call.end(busy);
  await aTurn();

  // Four failures at a limit of four leave one call at once.
  expect(underWay()).toHaveLength(5);
  for (let call = 4; call < 12; call += 1) {
    calls[call]?.end();
    await aTurn();
  }
  await Promise.all(all);
});

test('long texts are spread over several calls', async () => {
  const { servicenow, calls, underWay } = setUp();
  const long = { ...request, fields: { description: 'x'.repeat(60_000) } };

  for (const key of keysOf(40)) void servicenow.upsertTask(connection, key, long);
  await aTurn();
  calls[0]?.end();
  await aTurn();

  const sizes = underWay().map((keys) => keys.length);
  expect(sizes[0]).toBe(16);
  expect(Math.max(...sizes)).toBe(16);
});

test('what waits when the relay stops is given back undone', async () => {
  const { servicenow, calls, stop } = setUp();
  const first = servicenow.upsertTask(connection, 'first', request);
  await aTurn();
  const waiting = servicenow.upsertTask(connection, 'waiting', request);
  await aTurn();

  stop();
  calls[0]?.end();

  await expect(waiting).rejects.toMatchObject({ code: 'CONNECTION_HELD' });
  expect((await first).record.key).toBe('first');
});

test('a command whose lane was lost stays here, and the others of its call go', async () => {
  const lane = new AsyncLocalStorage<string>();
  const lost = new Set<string>();
  const { servicenow, calls, underWay } = setUp({
    assertMayWrite: () => {
      if (lost.has(lane.getStore() ?? '')) throw new RelayError('LEASE_LOST', 'on purpose');
    },
  });
  const send = (name: string) =>
    lane.run(name, () => servicenow.upsertTask(connection, name, request));

  const first = send('first');
  await aTurn();
  const others = Promise.allSettled([send('mine'), send('theirs')]);
  lost.add('theirs').add('first');
  calls[0]?.end();
  await first;
  await aTurn();
  calls[1]?.end();

  expect(underWay()).toEqual([['first'], ['mine']]);
  expect(await others).toMatchObject([
    { status: 'fulfilled', value: { record: { key: 'mine' } } },
    { status: 'rejected', reason: { code: 'LEASE_LOST' } },
  ]);
});

test('what is kept back because the connection is held is no call, and says nothing of its limit', async () => {
  const told: number[] = [];
  const { servicenow, calls, underWay } = setUp({
    onCall: (_connection, commands) => told.push(commands),
  });
  const four = sampleConnection({ calls: { atOnce: 4, perCall: 1 } });
  const send = (key: string) => servicenow.upsertTask(four, key, request).catch(() => key);
  const all = keysOf(12).map(send);
  await aTurn();
  for (const call of calls.slice(0, 4)) call.end(new RelayError('SERVICENOW_BUSY', 'too much'));
  await aTurn();

  const held = new RelayError('CONNECTION_HELD', 'held', { details: { hold: 'default/prod' } });
  for (let call = 4; call < 12; call += 1) {
    calls[call]?.end(held);
    await aTurn();
  }

  expect(underWay()).toHaveLength(12);
  expect(told).toEqual([1, 1, 1, 1]);
  await Promise.all(all);
});
