import { AsyncLocalStorage } from 'node:async_hooks';
import type { UpsertAnswer, UpsertRequest } from '@alert-relay/shared-types';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { sampleConnection, sampleTaskRecord, sampleUpsertRequest } from '../domain/samples.ts';
import type { Connection } from '../domain/configuration.ts';
import { RelayError } from '../lib/errors.ts';
import type { ServiceNow } from './create-servicenow.ts';
import { createCallBudgets } from './call-budgets.ts';
import { sampleServiceNow } from './sample-servicenow.ts';
import { shareCalls, type ShareDeps } from './share-calls.ts';

const NOON = Date.UTC(2026, 10, 20, 12);

const request = sampleUpsertRequest();
const urgent = sampleUpsertRequest({ fields: { impact: '1', urgency: '1' } });

function answerOf(key: string): UpsertAnswer {
  return { outcome: 'created', applied_seq: 1, record: sampleTaskRecord({ key }) };
}

const stops: (() => void)[] = [];

// What a test leaves waiting is given back, and no timer of it goes on.
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** An instance whose calls end when the test says so, and how. */
function setUp(
  deps: Partial<Omit<ShareDeps, 'budgets' | 'clock'>> = {},
  onUpsert: () => void = () => undefined,
  verbs: Partial<ServiceNow> = {},
) {
  const clock = { at: NOON, now: () => clock.at };
  const budgets = createCallBudgets({ clock });
  const calls: { readonly keys: readonly string[]; end(error?: RelayError): void }[] = [];
  const open = <Answer>(keys: readonly string[], answer: Answer): Promise<Answer> =>
    new Promise((resolve, reject) => {
      calls.push({
        keys,
        end: (error) => (error === undefined ? resolve(answer) : reject(error)),
      });
    });
  const servicenow = sampleServiceNow({
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
    ...verbs,
  });
  const shared = shareCalls(servicenow, { mostLanes: 4800, ...deps, budgets, clock });
  stops.push(shared.stop);
  return {
    ...shared,
    budgets,
    clock,
    calls,
    underWay: () => calls.map(({ keys }) => keys),
  };
}

const connection = sampleConnection({});
const keysOf = (count: number, name = 'key') =>
  Array.from({ length: count }, (_, index) => `${name}-${index}`);
/** What no longer matters to a test when it ends. */
const leave = (answer: Promise<unknown>) => void answer.catch(() => undefined);
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

test('what waits for its turn or its answer is counted, and said when it comes', async () => {
  let said = 0;
  const { servicenow, calls, countWaiting } = setUp({ onWaiting: () => (said += 1) });
  const send = (key: string) => servicenow.upsertTask(connection, key, request);

  const first = send('first');
  await aTurn();
  expect([countWaiting(), said]).toEqual([1, 1]);
  const others = ['a', 'b', 'c'].map(send);
  await aTurn();
  expect([countWaiting(), said]).toEqual([4, 2]);

  calls[0]?.end();
  await first;
  await aTurn();
  expect(countWaiting()).toBe(3);
  calls[1]?.end();
  await Promise.all(others);
  expect(countWaiting()).toBe(0);
});

test('more than the calls of one connection take is plenty, whatever others have', async () => {
  const { servicenow, calls, hasPlenty } = setUp();
  const other = sampleConnection({ name: 'other' });
  const single = sampleConnection({ calls: { atOnce: 2, perCall: 1 } });
  const ended = [
    servicenow.upsertTask(other, 'of-another', request),
    ...['a', 'b', 'c', 'd'].map((key) => servicenow.upsertTask(single, key, request)),
  ];
  await aTurn();
  expect(hasPlenty()).toBe(false);

  ended.push(servicenow.upsertTask(single, 'e', request));
  await aTurn();
  expect(hasPlenty()).toBe(true);

  for (let call = 0; call < ended.length; call += 1) {
    calls[call]?.end();
    await aTurn();
  }
  await Promise.all(ended);
  expect(hasPlenty()).toBe(false);
});

test('L16 the highest priority goes first', async () => {
  const { servicenow, calls, underWay } = setUp();
  const single = sampleConnection({ calls: { atOnce: 1, perCall: 1 } });
  const send = (key: string, what: UpsertRequest) =>
    leave(servicenow.upsertTask(single, key, what));

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

test.each([
  ['twenty in table mode, where the platform ends a batch after 30 s', { mode: 'table' }, 20],
  [
    'one by an agent, which opens no Batch API',
    { mode: 'table', credentials: { kind: 'agent' } },
    1,
  ],
  ['as many as the connection says with the app', { mode: 'app' }, 100],
] as const)('together go %s', async (_what, over, together) => {
  const { servicenow, calls, underWay } = setUp();
  const of = sampleConnection({ ...over, calls: { atOnce: 1, perCall: 100 } });

  for (const key of keysOf(150)) leave(servicenow.upsertTask(of, key, request));
  await aTurn();
  calls[0]?.end();

  expect(underWay()[0]).toHaveLength(together);
});

test('a connection in table mode of which each call is to carry one command sends one by one', async () => {
  const { servicenow, calls, underWay } = setUp();
  const table = sampleConnection({ mode: 'table', calls: { atOnce: 2, perCall: 1 } });

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

describe('what is left behind a full call', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  const inFours = (atOnce: number) => sampleConnection({ calls: { atOnce, perCall: 4 } });

  /** One call under way, a full one beside it, and then so many more commands. */
  async function sendBehindFull(of: Connection, more: number) {
    const made = setUp();
    const send = (key: string) => leave(made.servicenow.upsertTask(of, key, request));
    send('first');
    await aTurn();
    for (const key of keysOf(4, 'full')) send(key);
    await aTurn();
    for (const key of keysOf(more, 'rest')) send(key);
    await aTurn();
    return { ...made, send };
  }

  test('goes beside it, once it is clear that nobody fills another', async () => {
    const { underWay } = await sendBehindFull(inFours(8), 2);

    await vi.advanceTimersByTimeAsync(49);
    expect(underWay()).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);

    expect(underWay()[2]).toEqual(keysOf(2, 'rest'));
  });

  test('does so once for each full call: what comes after it waits for company', async () => {
    const { send, underWay } = await sendBehindFull(inFours(8), 2);
    await vi.advanceTimersByTimeAsync(50);

    send('later');
    await vi.advanceTimersByTimeAsync(1000);

    expect(underWay()).toHaveLength(3);
  });

  test('where nothing is left, what comes later waits for company as well', async () => {
    const { send, underWay } = await sendBehindFull(inFours(8), 0);
    await vi.advanceTimersByTimeAsync(50);

    send('later');
    await vi.advanceTimersByTimeAsync(1000);

    expect(underWay()).toHaveLength(2);
  });

  test('gathers for as long as full calls leave', async () => {
    const { send, underWay } = await sendBehindFull(inFours(8), 2);
    await vi.advanceTimersByTimeAsync(40);
    for (const key of keysOf(3, 'more')) send(key);
    await aTurn();

    await vi.advanceTimersByTimeAsync(49);
    expect(underWay()).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(1);

    expect(underWay()[3]).toEqual(['more-2']);
  });

  test('goes with the first that is free where all calls are under way', async () => {
    const { calls, underWay } = await sendBehindFull(inFours(2), 2);
    await vi.advanceTimersByTimeAsync(50);
    expect(underWay()).toHaveLength(2);

    calls[0]?.end();
    await aTurn();

    expect(underWay()[2]).toEqual(keysOf(2, 'rest'));
  });
});

test('L17 each connection has calls of its own', async () => {
  const { servicenow, underWay } = setUp();

  leave(servicenow.upsertTask(sampleConnection({ name: 'a' }), 'to-a', request));
  leave(servicenow.upsertTask(sampleConnection({ name: 'b' }), 'to-b', request));
  await aTurn();

  expect(underWay()).toEqual([['to-a'], ['to-b']]);
});

describe('an instance that takes its time', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  const of = sampleConnection({ calls: { atOnce: 1, perCall: 100 } });
  const hold = `${of.workspace}/${of.name}`;

  test('L17 keeps 200 commands, and the lanes of the others wait elsewhere until it is through with half of them', async () => {
    const eased: string[] = [];
    const slow: unknown[] = [];
    const { servicenow, calls, underWay, isSlow } = setUp({
      onEased: (one) => eased.push(one),
      onSlow: ({ name }, waiting) => slow.push([name, waiting]),
    });
    const send = (key: string, what = request) =>
      servicenow.upsertTask(of, key, what).catch((error: unknown) => error);
    const first = send('first');
    await aTurn();
    const all = keysOf(250).map((key) => send(key));

    await vi.advanceTimersByTimeAsync(4900);
    expect(isSlow(hold)).toBe(false);
    await vi.advanceTimersByTimeAsync(200);

    expect(isSlow(hold)).toBe(true);
    expect(slow).toEqual([[of.name, 250]]);
    expect(await Promise.all(all.slice(200))).toMatchObject(
      Array.from({ length: 50 }, () => ({ code: 'CONNECTION_HELD', details: { hold } })),
    );
    // One that comes now goes back at once, and one that is urgent stays.
    expect(await send('late')).toMatchObject({ code: 'CONNECTION_HELD' });
    const urgentOne = send('urgent', urgent);
    await aTurn();
    calls[0]?.end();
    await first;
    await aTurn();

    expect(underWay()[1]?.[0]).toBe('urgent');
    expect(isSlow(hold)).toBe(true);
    expect(slow).toHaveLength(1);
    calls[1]?.end();
    await urgentOne;
    await aTurn();
    expect(eased).toEqual([hold]);
    expect(isSlow(hold)).toBe(false);
    calls[2]?.end();
    await aTurn();
    calls[3]?.end();
    await Promise.all(all);
  });

  test('L17 lanes that ask it for a name count as waiting, and go back like commands', async () => {
    const eased: string[] = [];
    const answer = Promise.withResolvers<string>();
    const { servicenow, isSlow, countWaiting } = setUp(
      { onEased: (one) => eased.push(one) },
      undefined,
      { lookUp: () => answer.promise },
    );
    const ask = () =>
      servicenow.lookUp(of, 'sys_user_group', 'name', 'Database').catch((error: unknown) => error);
    const all = Array.from({ length: 250 }, ask);
    await aTurn();
    expect(countWaiting()).toBe(250);

    await vi.advanceTimersByTimeAsync(4900);
    expect(isSlow(hold)).toBe(false);
    await vi.advanceTimersByTimeAsync(200);

    expect(isSlow(hold)).toBe(true);
    expect(await Promise.all(all.slice(200))).toMatchObject(
      Array.from({ length: 50 }, () => ({ code: 'CONNECTION_HELD', details: { hold } })),
    );
    expect(await ask()).toMatchObject({ code: 'CONNECTION_HELD' });
    expect(countWaiting()).toBe(200);
    answer.resolve('sys-id');
    expect(new Set(await Promise.all(all.slice(0, 200)))).toEqual(new Set(['sys-id']));
    expect(eased).toEqual([hold]);
    expect(countWaiting()).toBe(0);
  });

  test('and so do those that ask for anything else', async () => {
    const never = (): Promise<never> => new Promise(() => undefined);
    const { servicenow, countWaiting, stop } = setUp({}, undefined, {
      findApp: never,
      findTask: never,
      fetchRecordChanges: never,
      readJournal: never,
      fetchAttachment: never,
      compareLinks: never,
      findRecords: never,
    });
    const record = { table: 'incident', sysId: '1'.repeat(32), key: 'key' };

    const asked = Promise.allSettled([
      servicenow.findApp(of),
      servicenow.findTask(of, 'key'),
      servicenow.fetchRecordChanges(of, 'key', 1),
      servicenow.readJournal(of, record),
      servicenow.fetchAttachment(of, '2'.repeat(32)),
      servicenow.compareLinks(of, ['key']),
      servicenow.findRecords(of, 'incident', ['key']),
    ]);

    expect(countWaiting()).toBe(7);
    stop();
    expect(await asked).toMatchObject(
      Array.from({ length: 7 }, () => ({ reason: { code: 'CONNECTION_HELD' } })),
    );
  });

  test('a lane that asks is given back when the relay stops', async () => {
    const { servicenow, stop } = setUp({}, undefined, {
      lookUp: () => new Promise(() => undefined),
    });
    const asked = servicenow.lookUp(of, 'sys_user_group', 'name', 'Database');

    stop();

    await expect(asked).rejects.toMatchObject({ code: 'CONNECTION_HELD' });
  });

  test('a backlog behind calls that end in time stays where it is', async () => {
    const { servicenow, calls, isSlow } = setUp();
    const all = keysOf(1000).map((key) => servicenow.upsertTask(of, key, request));
    for (let call = 0; call < 10; call += 1) {
      await vi.advanceTimersByTimeAsync(4000);
      await aTurn();
      expect(isSlow(hold)).toBe(false);
      calls[call]?.end();
      await aTurn();
    }
    calls[10]?.end();

    expect(await Promise.all(all)).toHaveLength(1000);
  });
});

describe('what waits while its connection is changed', () => {
  const narrow = sampleConnection({ calls: { atOnce: 1, perCall: 1 } });

  function begin() {
    const ends: (() => void)[] = [];
    const seen: (readonly [string, boolean])[] = [];
    const shared = setUp({}, undefined, {
      upsertTask: (to, key) =>
        new Promise((resolve) => {
          seen.push([key, to.enabled]);
          ends.push(() => resolve(answerOf(key)));
        }),
    });
    return { ...shared, ends, seen };
  }

  test('goes by how the connection is when it leaves, switched off for example', async () => {
    const { servicenow, follow, ends, seen } = begin();
    const all = ['a', 'b'].map((key) => servicenow.upsertTask(narrow, key, request));
    await aTurn();

    follow([{ ...narrow, enabled: false }]);
    ends[0]?.();
    await aTurn();
    ends[1]?.();
    await Promise.all(all);

    expect(seen).toEqual([
      ['a', true],
      ['b', false],
    ]);
  });

  test('goes by that also where a lane asks that began before the change', async () => {
    const { servicenow, follow, ends, seen } = begin();
    follow([{ ...narrow, enabled: false }]);

    const late = servicenow.upsertTask(narrow, 'a', request);
    await aTurn();
    ends[0]?.();
    await late;

    expect(seen).toEqual([['a', false]]);
  });

  test('is given back when the connection is gone', async () => {
    const { servicenow, follow, ends, seen } = begin();
    const [first, second] = ['a', 'b'].map((key) => servicenow.upsertTask(narrow, key, request));
    await aTurn();

    follow([sampleConnection({ name: 'another' })]);

    await expect(second).rejects.toMatchObject({ code: 'CONNECTION_HELD' });
    ends[0]?.();
    expect(await first).toEqual(answerOf('a'));
    expect(seen).toEqual([['a', true]]);
  });
});

describe('of a connection that is gone nothing is remembered', () => {
  const four = sampleConnection({ calls: { atOnce: 4, perCall: 1 } });
  const busy = new RelayError('SERVICENOW_BUSY', 'too much');

  /** After an instance that bore one call at once, and says nothing to questions. */
  async function setUpNarrowed() {
    const silent = () => new Promise<never>(() => undefined);
    const it = setUp({}, undefined, { findApp: silent });
    it.follow([four]);
    const send = (count: number) =>
      keysOf(count).map((key) => it.servicenow.upsertTask(four, key, request).catch(() => key));
    const first = send(4);
    await aTurn();
    for (const call of it.calls.splice(0)) call.end(busy);
    await Promise.all(first);
    return { ...it, send };
  }

  test('while it is there, what its instance bears is known', async () => {
    const { send, underWay } = await setUpNarrowed();

    void send(4);
    await aTurn();

    expect(underWay()).toHaveLength(1);
  });

  test('when nothing of it is under way', async () => {
    const { send, underWay, follow } = await setUpNarrowed();

    follow([]);
    follow([four]);
    void send(4);
    await aTurn();

    expect(underWay()).toHaveLength(4);
  });

  test('but its last call is waited for', async () => {
    const { send, calls, follow, countWaiting } = await setUpNarrowed();
    const last = send(1);
    await aTurn();

    follow([]);
    expect(countWaiting()).toBe(1);
    for (const call of calls.splice(0)) call.end();
    await Promise.all(last);
    await aTurn();

    expect(countWaiting()).toBe(0);
  });

  test('when its last call has ended', async () => {
    const { send, calls, underWay, follow } = await setUpNarrowed();
    const last = send(1);
    await aTurn();

    follow([]);
    for (const call of calls.splice(0)) call.end();
    await Promise.all(last);
    await aTurn();
    follow([four]);
    void send(4);
    await aTurn();

    expect(underWay()).toHaveLength(4);
  });

  test('when what a lane asked of it is given back', async () => {
    const { send, underWay, servicenow, follow } = await setUpNarrowed();
    const asked = servicenow.findApp(four);

    follow([]);
    await expect(asked).rejects.toMatchObject({ code: 'CONNECTION_HELD' });
    await aTurn();
    follow([four]);
    void send(4);
    await aTurn();

    expect(underWay()).toHaveLength(4);
  });
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

  for (const key of keysOf(40)) leave(servicenow.upsertTask(connection, key, long));
  await aTurn();
  calls[0]?.end();
  await aTurn();

  const sizes = underWay().map((keys) => keys.length);
  expect(sizes[0]).toBe(16);
  expect(Math.max(...sizes)).toBe(16);
});

test('a text that is too long for any call goes by itself', async () => {
  const { servicenow, calls, underWay } = setUp();
  const one = sampleConnection({ calls: { atOnce: 1, perCall: 100 } });
  const endless = { ...request, fields: { description: 'x'.repeat(1_000_001) } };

  for (const key of keysOf(3)) leave(servicenow.upsertTask(one, key, endless));
  await aTurn();
  calls[0]?.end();
  await aTurn();

  expect(underWay()).toEqual([['key-0'], ['key-1']]);
});

test('L17 what one connection has in calls leaves less to the next', async () => {
  const { servicenow, underWay } = setUp({ mostLanes: 30 });
  const calls = { atOnce: 1, perCall: 20 };

  for (const name of ['a', 'b']) {
    const of = sampleConnection({ name, calls });
    for (const key of keysOf(20, name)) leave(servicenow.upsertTask(of, key, request));
    await aTurn();
  }

  expect(underWay().map((keys) => keys.length)).toEqual([20, 6]);
});

test('a call that is refused for good is tried in halves: only what is to blame is refused', async () => {
  const rejected = new RelayError('SERVICENOW_REJECTED', 'the answer was 413');
  const sent: (readonly string[])[] = [];
  const { servicenow, countWaiting } = setUp({}, undefined, {
    upsertTask: async (_connection, key) => {
      sent.push([key]);
      if (key === 'key-1') throw rejected;
      return answerOf(key);
    },
    upsertTasks: async (_connection, commands) => {
      const keys = commands.map(({ key }) => key);
      sent.push(keys);
      if (keys.includes('key-1')) throw rejected;
      return keys.map(answerOf);
    },
  });

  const all = await Promise.allSettled(
    keysOf(5).map((key) => servicenow.upsertTask(connection, key, request)),
  );

  expect(all.map(({ status }) => status === 'fulfilled')).toEqual([true, false, true, true, true]);
  expect(sent).toEqual([
    ['key-0', 'key-1', 'key-2', 'key-3', 'key-4'],
    ['key-0', 'key-1', 'key-2'],
    ['key-0', 'key-1'],
    ['key-0'],
    ['key-1'],
    ['key-2'],
    ['key-3', 'key-4'],
  ]);
  await aTurn();
  expect(countWaiting()).toBe(0);
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

describe('where the instance allows so many calls in an hour', () => {
  const one = sampleConnection({ calls: { atOnce: 8, perCall: 1 } });
  const p1 = { ...request, fields: { impact: '1', urgency: '1' } };

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  /** After so many calls of an hour that allows 100. */
  function setUpAfter(used: number) {
    const it = setUp();
    const reset = String((NOON + 3_600_000) / 1000);
    const headers = {
      'x-ratelimit-limit': '100',
      'x-ratelimit-reset': reset,
      'x-ratelimit-rule': 'r',
    };
    const note = () => it.budgets.note(one, { status: 200, headers });
    const send = (key: string, of = request) =>
      it.servicenow.upsertTask(one, key, of).catch((error: unknown) => error);
    // Of commands: a rule that only polls are counted under is none of theirs.
    const counted = it.budgets.spend(one, false, async () => {
      for (let call = 0; call < used; call += 1) note();
    });
    it.clock.at += 60_000;
    return { ...it, send, note, counted };
  }

  const later = async (it: ReturnType<typeof setUpAfter>, ms: number) => {
    it.clock.at += ms;
    await vi.advanceTimersByTimeAsync(ms);
    await aTurn();
  };

  test('S4 what is not urgent waits for its turn before anything is refused, and what is goes at once', async () => {
    const it = setUpAfter(60);
    await it.counted;
    // A command costs what the last one did; here sixty calls, so that one which costs one comes first.
    await it.budgets.spend(one, false, async () => it.note());

    const others = ['a', 'b'].map((key) => it.send(key));
    const urgent = it.send('urgent', p1);
    await aTurn();
    expect(it.underWay()).toEqual([['urgent']]);

    await later(it, 200_000);
    expect(it.underWay()).toEqual([['urgent'], ['a']]);
    await later(it, 30_000);
    expect(it.underWay()).toEqual([['urgent'], ['a']]);
    await later(it, 200_000);
    expect(it.underWay()).toEqual([['urgent'], ['a'], ['b']]);
    for (const call of it.calls) call.end();
    await Promise.all([...others, urgent]);
  });

  test('with too many that wait, the last are given back so that an urgent one can come', async () => {
    const it = setUpAfter(60);
    await it.counted;
    await it.budgets.spend(one, false, async () => it.note());

    const sent = keysOf(1005).map((key) => it.send(key));
    await aTurn();

    expect(await Promise.all(sent.slice(1000))).toMatchObject(
      Array.from({ length: 5 }, () => ({ code: 'SERVICENOW_RATE_LIMITED' })),
    );
    it.stop();
    await Promise.all(sent);
  });

  test('a rule that is raised meanwhile lets them go within half a minute', async () => {
    const it = setUpAfter(100);
    await it.counted;
    await it.budgets.spend(one, false, async () => it.note());
    const sent = it.send('a');
    await later(it, 30_000);
    expect(it.underWay()).toEqual([]);

    const headers = {
      'x-ratelimit-limit': '1000',
      'x-ratelimit-reset': String((NOON + 3_600_000) / 1000),
      'x-ratelimit-rule': 'r',
    };
    it.budgets.note(one, { status: 200, headers });
    await later(it, 30_000);

    expect(it.underWay()).toEqual([['a']]);
    it.calls[0]?.end();
    await sent;
  });

  test('when nothing is left nobody asks, and the next hour begins for all', async () => {
    const it = setUpAfter(1);
    await it.counted;
    it.budgets.note(one, {
      status: 429,
      headers: {
        'x-ratelimit-limit': '100',
        'x-ratelimit-reset': String((NOON + 3_600_000) / 1000),
        'x-ratelimit-rule': 'r',
      },
    });

    const all = [it.send('a'), it.send('urgent', p1)];
    await later(it, 3_000_000);
    expect(it.underWay()).toEqual([]);
    expect(() => it.budgets.assertSpare(one)).toThrow('for delivering');

    await later(it, 600_000);
    expect(it.underWay()).toEqual([['urgent'], ['a']]);
    for (const call of it.calls) call.end();
    await Promise.all(all);
  });
});
