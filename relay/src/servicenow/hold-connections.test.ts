import { expect, test } from 'vitest';
import { nameOf } from '../domain/connection-name.ts';
import { sampleConnection, sampleTaskRecord, sampleUpsertRequest } from '../domain/samples.ts';
import { RelayError } from '../lib/errors.ts';
import { holdConnections } from './hold-connections.ts';
import { createCallBudgets } from './call-budgets.ts';
import { everyVerb, noteAsked, sampleServiceNow } from './sample-servicenow.ts';
import { shareCalls } from './share-calls.ts';

const connection = sampleConnection({ changes: 'off' });

const request = sampleUpsertRequest();
const applied = { outcome: 'updated', applied_seq: 1, record: sampleTaskRecord() } as const;

function start(faults: readonly RelayError[], besides: readonly RelayError[] = []) {
  const waiting = [...faults];
  const waitingBesides = [...besides];
  const turns: string[] = [];
  const released: string[] = [];
  let now = 0;
  let calls = 0;
  function answer(): typeof applied {
    calls += 1;
    const fault = waiting.shift();
    if (fault !== undefined) throw fault;
    return applied;
  }
  const servicenow = sampleServiceNow({
    upsertTask: async () => answer(),
    upsertTasks: async (_connection, items) => {
      const applied = answer();
      return items.map(() => applied);
    },
    fetchChanges: async () => {
      const fault = waitingBesides.shift();
      if (fault !== undefined) throw fault;
      return { changes: [], more: false };
    },
    fetchAttachment: async () => {
      const fault = waitingBesides.shift();
      if (fault !== undefined) throw fault;
      return { name: 'a.png', contentType: 'image/png', content: Buffer.from('') };
    },
    probe: async () => undefined,
    lookUp: async () => 'known from memory',
  });
  const clock = { now: () => now };
  const budgets = createCallBudgets({ clock });
  const holds = holdConnections(servicenow, {
    clock: { now: () => now },
    onTurn: (_connection, { kind }) => turns.push(kind),
    assertSpare: (of) => budgets.assertSpare(of),
    release: (_hold, howMany) => released.push(howMany),
  });
  const call = () => holds.servicenow.upsertTask(connection, 'f'.repeat(64), request);
  const shared = shareCalls(holds.servicenow, { mostLanes: 4800, budgets, clock });
  const callFromLanes = (lanes: number) =>
    Promise.allSettled(
      Array.from({ length: lanes }, () =>
        shared.servicenow.upsertTask(connection, 'f'.repeat(64), request),
      ),
    );
  const lookUp = () => holds.servicenow.lookUp(connection, 'sys_user', 'email', 'a@b');
  const fetchChanges = () => holds.servicenow.fetchChanges(connection, 1);
  const fetchPicture = () => holds.servicenow.fetchAttachment(connection, '1'.repeat(32));
  return {
    budgets,
    holds,
    call,
    fetchChanges,
    fetchPicture,
    callFromLanes,
    lookUp,
    turns,
    released,
    calls: () => calls,
    advance: (ms: number) => (now += ms),
  };
}

const asleep = new RelayError('SERVICENOW_HIBERNATING', 'asleep');

test('L18 while it is held nothing is sent; the answered probe lets all follow', async () => {
  const { holds, call, turns, released, calls, advance } = start([asleep]);

  await expect(call()).rejects.toMatchObject({ code: 'SERVICENOW_HIBERNATING' });
  await expect(call()).rejects.toMatchObject({
    code: 'CONNECTION_HELD',
    details: { hold: 'default/prod' },
  });
  expect(calls()).toBe(1);
  expect(holds.isHeld(nameOf(connection))).toBe(true);

  advance(1000);
  await expect(call()).resolves.toEqual(applied);
  holds.stop();

  expect(turns).toEqual(['held', 'open']);
  expect(released).toEqual(['all']);
  expect(holds.isHeld(nameOf(connection))).toBe(false);
});

test('a failed probe is no second turn, and others do not probe beside it', async () => {
  const { holds, call, turns, advance, calls } = start([asleep, asleep]);

  await expect(call()).rejects.toMatchObject({ code: 'SERVICENOW_HIBERNATING' });
  advance(1000);
  const both = await Promise.allSettled([call(), call()]);
  holds.stop();

  expect(both.map((one) => one.status === 'rejected' && Object(one.reason).code)).toEqual([
    'SERVICENOW_HIBERNATING',
    'CONNECTION_HELD',
  ]);
  expect(calls()).toBe(2);
  expect(turns).toEqual(['held']);
});

test('the release of one lane is repeated until somebody got through', async () => {
  const { holds, call, released } = start([asleep]);

  await expect(call()).rejects.toMatchObject({ code: 'SERVICENOW_HIBERNATING' });
  await expect.poll(() => released.length, { timeout: 5000 }).toBeGreaterThanOrEqual(2);
  holds.stop();

  expect(new Set(released)).toEqual(new Set(['one']));
});

test('a name known from memory is no sign that the instance answers', async () => {
  const { holds, call, lookUp, turns, advance } = start([asleep]);

  await expect(call()).rejects.toMatchObject({ code: 'SERVICENOW_HIBERNATING' });
  await expect(lookUp()).rejects.toMatchObject({ code: 'CONNECTION_HELD' });
  advance(1000);
  await expect(lookUp()).resolves.toBe('known from memory');
  holds.stop();

  expect(turns).toEqual(['held']);
  expect(holds.isHeld(nameOf(connection))).toBe(true);
});

const wrongPassword = new RelayError('SERVICENOW_UNAUTHORIZED', 'refused');

test('S1 a sign-in that is refused beside the jobs holds them too: five lock the account', async () => {
  const { holds, call, fetchChanges, calls, turns, released, advance } = start([], [wrongPassword]);

  await expect(fetchChanges()).rejects.toMatchObject({ code: 'SERVICENOW_UNAUTHORIZED' });
  await expect(call()).rejects.toMatchObject({ code: 'CONNECTION_HELD' });
  await expect(fetchChanges()).rejects.toMatchObject({ code: 'CONNECTION_HELD' });
  expect(calls()).toBe(0);

  // It probes as well as a job does, so nobody waits for an alert.
  advance(5000);
  await fetchChanges();
  holds.stop();

  expect(turns).toEqual(['held', 'open']);
  expect(released.at(-1)).toBe('all');
});

test('a picture is fetched for a job: a refused sign-in holds the connection, and it waits with the others', async () => {
  const { holds, call, fetchPicture, turns, advance } = start([], [wrongPassword]);

  await expect(fetchPicture()).rejects.toMatchObject({ code: 'SERVICENOW_UNAUTHORIZED' });
  await expect(call()).rejects.toMatchObject({ code: 'CONNECTION_HELD' });
  await expect(fetchPicture()).rejects.toMatchObject({ code: 'CONNECTION_HELD' });
  advance(5000);
  await fetchPicture();
  holds.stop();

  expect(turns).toEqual(['held', 'open']);
});

test('where writing alone is forbidden, changes are still fetched, and that is no sign that it works again', async () => {
  const { holds, call, fetchChanges, turns } = start([
    new RelayError('SERVICENOW_FORBIDDEN', 'no right'),
  ]);

  await expect(call()).rejects.toMatchObject({ code: 'SERVICENOW_FORBIDDEN' });
  await expect(fetchChanges()).resolves.toEqual({ changes: [], more: false });
  holds.stop();

  expect(turns).toEqual(['held']);
  expect(holds.stateOf(connection)).toMatchObject({
    kind: 'held',
    because: 'SERVICENOW_FORBIDDEN',
  });
});

const noRight = new RelayError('SERVICENOW_FORBIDDEN', 'no right', { details: { status: 403 } });

test('what is refused beside the jobs until somebody acts is not asked for again at once', async () => {
  const { holds, fetchPicture, turns } = start([], [noRight]);

  await expect(fetchPicture()).rejects.toMatchObject({
    code: 'SERVICENOW_FORBIDDEN',
    message: 'no right',
    details: { status: 403 },
    retryAfterMs: 60_000,
  });
  holds.stop();

  expect(turns).toEqual([]);
});

test('and neither is one of several commands, where the others got through', async () => {
  const rationed = new RelayError('SERVICENOW_RATE_LIMITED', 'no', { retryAfterMs: 5000 });
  const gone = new RelayError('SERVICENOW_REJECTED', 'no');
  const outcomes = [applied, noRight, rationed, gone];
  const holds = holdConnections(sampleServiceNow({ upsertTasks: async () => outcomes }), {
    clock: { now: () => 0 },
    onTurn: () => undefined,
    release: () => undefined,
  });

  const told = await holds.servicenow.upsertTasks(connection, []);
  holds.stop();

  expect(told.map((one) => one instanceof RelayError && [one.code, one.retryAfterMs])).toEqual([
    false,
    ['SERVICENOW_FORBIDDEN', 60_000],
    ['SERVICENOW_RATE_LIMITED', 5000],
    ['SERVICENOW_REJECTED', undefined],
  ]);
});

test('a failing call that many lanes share is one failure of its connection', async () => {
  const unavailable = new RelayError('SERVICENOW_UNAVAILABLE', 'it answers 503');
  const { holds, callFromLanes, calls, turns } = start(
    Array.from({ length: 5 }, () => unavailable),
  );

  const outcomes = await callFromLanes(8);

  expect(outcomes.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 'rejected'));
  expect(calls()).toBe(1);
  expect(turns).toEqual([]);

  for (const _ of [2, 3, 4, 5]) await callFromLanes(8);
  holds.stop();

  expect(calls()).toBe(5);
  expect(turns).toEqual(['held']);
});

test('a connection that is switched off keeps its jobs, and they follow when it is switched on again', async () => {
  const { holds, released, calls } = start([]);
  const off = { ...connection, enabled: false };
  const callOff = () => holds.servicenow.upsertTask(off, 'f'.repeat(64), request);
  holds.follow([connection]);

  holds.follow([off]);
  const attempts = await Promise.allSettled([callOff(), callOff()]);

  // The worker burns no attempt for this code, and leaves the job where it is.
  expect(attempts).toMatchObject([
    { reason: { code: 'CONNECTION_HELD', details: { hold: nameOf(connection) } } },
    { reason: { code: 'CONNECTION_HELD' } },
  ]);
  expect(calls()).toBe(0);
  expect(holds.isHeld(nameOf(connection))).toBe(true);
  released.length = 0;
  holds.follow([{ ...connection }]);

  expect(holds.isHeld(nameOf(connection))).toBe(false);
  expect(released).toEqual(['all']);
  holds.stop();
});

test.each(Object.entries(everyVerb))('%s is asked as it is', async (_verb, ask) => {
  const [plainly, within] = [noteAsked(), noteAsked()];
  const holds = holdConnections(within.servicenow, {
    clock: { now: () => 0 },
    onTurn: () => undefined,
    release: () => undefined,
  });

  await expect(ask(plainly.servicenow, connection)).rejects.toThrow('not part of this test');
  await expect(ask(holds.servicenow, connection)).rejects.toThrow('not part of this test');
  holds.stop();

  expect(within.asked).toEqual(plainly.asked);
});

const verbs = Object.entries(everyVerb).filter(([verb]) => verb !== 'signOut');
const asked = sampleServiceNow({});
/** What a verb ends with that comes through to `asked`. */
const cameThrough = { message: 'not part of this test' };

test.each(verbs)('%s of a connection that is switched off is not asked', async (_verb, ask) => {
  const { servicenow } = holdConnections(asked, {
    clock: { now: () => 0 },
    onTurn: () => undefined,
    release: () => undefined,
  });

  await expect(ask(servicenow, { ...connection, enabled: false })).rejects.toMatchObject({
    code: 'CONNECTION_HELD',
  });
  await expect(ask(servicenow, connection)).rejects.toMatchObject(cameThrough);
});

test.each(verbs)('%s asks nothing while the sign-in is refused', async (_verb, ask) => {
  const holds = holdConnections(
    sampleServiceNow({ upsertTask: () => Promise.reject(wrongPassword) }),
    { clock: { now: () => 0 }, onTurn: () => undefined, release: () => undefined },
  );
  await everyVerb.upsertTask(holds.servicenow, connection).catch(() => undefined);

  await expect(ask(holds.servicenow, connection)).rejects.toMatchObject({
    code: 'CONNECTION_HELD',
  });
  holds.stop();
});

/** These come again by themselves. */
const regular: readonly string[] = [
  'fetchChanges',
  'compareLinks',
  'listLinks',
  'sendHeartbeat',
  'fetchRecords',
  'fetchPictures',
  'fetchDeletions',
  'fetchMetadata',
  'findDoubles',
  'probe',
];

test.each(verbs)('S4 whether %s leaves the last calls of an hour to others', async (verb, ask) => {
  const holds = holdConnections(asked, {
    clock: { now: () => 0 },
    onTurn: () => undefined,
    release: () => undefined,
    assertSpare: () => {
      throw new RelayError('SERVICENOW_RATE_LIMITED', 'for delivering');
    },
  });

  await expect(ask(holds.servicenow, connection)).rejects.toMatchObject(
    regular.includes(verb) ? { message: 'for delivering' } : cameThrough,
  );
  holds.stop();
});

test('a connection that is gone holds nobody any more', async () => {
  const { holds, call, turns, released } = start([asleep]);
  holds.follow([connection]);
  await call().catch(() => undefined);

  holds.follow([]);
  holds.stop();

  expect(holds.isHeld(nameOf(connection))).toBe(false);
  expect(turns).toEqual(['held', 'open']);
  expect(released).toContain('all');
});

test('a call that fails when its connection is gone holds nobody, and nothing probes for it', async () => {
  const { holds, call, turns } = start([asleep]);
  holds.follow([connection]);
  const late = call();
  holds.follow([]);

  await expect(late).rejects.toMatchObject({ code: 'SERVICENOW_HIBERNATING' });

  expect(holds.isHeld(nameOf(connection))).toBe(false);
  expect(turns).toEqual([]);
});

test('S4 what comes again by itself leaves the last calls of an hour to what delivers', async () => {
  const { budgets, fetchChanges, fetchPicture, call } = start([]);
  const reset = String((new Date().getTime() + 3_600_000) / 1000);
  const headers = { 'x-ratelimit-limit': '10', 'x-ratelimit-reset': reset };
  for (let answer = 0; answer < 9; answer += 1) budgets.note(connection, { status: 200, headers });

  await expect(fetchChanges()).rejects.toMatchObject({
    code: 'SERVICENOW_RATE_LIMITED',
    retryAfterMs: expect.any(Number),
  });
  await expect(fetchPicture()).resolves.toMatchObject({ name: 'a.png' });
  await expect(call()).resolves.toEqual(applied);
});
