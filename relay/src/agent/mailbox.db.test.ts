import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSampleStore, type SampleStore } from '../database/sample-store.ts';
import { ofName } from '../domain/connection-name.ts';
import { systemClock } from '../lib/clock.ts';
import { createIds } from '../lib/ids.ts';
import { OutgoingError } from '../lib/outgoing.ts';
import { insertAgentRequest } from '../store/agent-requests.ts';
import { createMailbox, type Mailbox } from './mailbox.ts';

const request = {
  url: 'https://plant.example/api/now/table/incident?sysparm_limit=1',
  method: 'GET',
  headers: { accept: 'application/json' },
  deadlineMs: 5_000,
} as const;
const write = { ...request, method: 'POST' } as const;
const ok = { status: 200, headers: {}, body: Buffer.from('{}').toString('base64') };
let store: SampleStore;
let mailbox: Mailbox;

/** Of a relay, of another one on the same store, or of a command beside them. */
const openMailbox = (): Mailbox =>
  createMailbox({
    db: store.db,
    commit: store.commit,
    clock: systemClock,
    newId: createIds(() => systemClock.now()),
  });

beforeEach(async () => {
  store = await openSampleStore();
  mailbox = openMailbox();
});

afterEach(() => store.close());

const left = () => store.db.selectFrom('agent_request').select('id').execute();

test('a request waits for the agent, and the answer for the request', async () => {
  const sent = mailbox.send('main/plant', request);
  const [taken] = await mailbox.take('main/plant', 1_000);
  const isAwaited = await mailbox.settle('main/plant', { id: taken?.id ?? '', ...ok });

  expect(taken).toMatchObject({ method: 'GET', path: '/api/now/table/incident?sysparm_limit=1' });
  expect(isAwaited).toBe(true);
  expect(await sent).toMatchObject({ status: 200, body: Buffer.from('{}') });
  expect(await left()).toEqual([]);
});

test('an agent that reached another relay, or brings the answer to a third, serves all the same', async () => {
  const [other, third] = [openMailbox(), openMailbox()];

  const fetched = other.take('main/plant', 10_000);
  const sent = mailbox.send('main/plant', request);
  const [taken] = await fetched;
  const isAwaited = await third.settle('main/plant', { id: taken?.id ?? '', ...ok });

  expect(isAwaited).toBe(true);
  expect(await sent).toMatchObject({ status: 200 });
});

test('of several agents that ask at once each request goes to one', async () => {
  const relays = [mailbox, openMailbox(), openMailbox()];
  const sent = Array.from({ length: 40 }, () => mailbox.send('main/plant', request));

  const taken: string[] = [];
  while (taken.length < 40) {
    const some = await Promise.all(relays.map((relay) => relay.take('main/plant', 500)));
    taken.push(...some.flat().map(({ id }) => id));
  }
  for (const id of taken) await mailbox.settle('main/plant', { id, ...ok });

  expect(new Set(taken).size).toBe(40);
  expect(taken).toHaveLength(40);
  expect((await Promise.all(sent)).map(({ status }) => status)).toEqual(taken.map(() => 200));
});

test('an agent that waits is woken, and only for its own connection', async () => {
  const other = mailbox.take('main/other', 50);
  const waiting = mailbox.take('main/plant', 60_000);
  const sent = mailbox.send('main/plant', request).catch(() => undefined);

  expect(await waiting).toHaveLength(1);
  expect(await other).toHaveLength(0);
  mailbox.stop();
  await sent;
});

test('without an agent nothing was sent; with one that fell silent it may have been', async () => {
  const soon = { ...request, deadlineMs: 300 };

  const unseen = await mailbox.send('main/plant', soon).catch((error: unknown) => error);
  const sent = mailbox.send('main/plant', soon).catch((error: unknown) => error);
  const [taken] = await mailbox.take('main/plant', 1_000);
  const silent = await sent;

  expect(unseen).toBeInstanceOf(OutgoingError);
  expect(unseen).toMatchObject({ reached: 'no' });
  expect(silent).toMatchObject({ reached: 'maybe' });
  expect(await mailbox.settle('main/plant', { id: taken?.id ?? '', ...ok })).toBe(false);
});

test('an agent is given the time that is left, and nothing whose time is over', async () => {
  const over = mailbox.send('main/plant', { ...request, deadlineMs: 1 }).catch(() => 'over');
  expect(await over).toBe('over');
  const sent = mailbox.send('main/plant', request).catch(() => undefined);

  const taken = await mailbox.take('main/plant', 1_000);

  expect(taken).toHaveLength(1);
  expect(taken[0]?.deadlineMs).toBeLessThanOrEqual(5_000);
  mailbox.stop();
  await sent;
});

test('what is to leave by a time is not waited for when no agent fetched it until then', async () => {
  const startedAt = performance.now();
  const late = { ...write, leaveBy: startedAt + 300 };

  const refused = await mailbox.send('main/plant', late).catch((error: unknown) => error);

  expect(performance.now() - startedAt).toBeLessThan(write.deadlineMs / 2);
  expect(refused).toMatchObject({ reached: 'no', because: expect.stringMatching(/^no agent/) });
  expect(await left()).toEqual([]);
  expect(await mailbox.take('main/plant', 50)).toEqual([]);
});

test('what a relay left that died is fetched by no agent when its time is over', async () => {
  const kept = { id: 'left', request: '{}', endsAt: systemClock.now() - 1 };
  await store.commit((unit) => insertAgentRequest(unit, ofName('main/plant'), kept));
  const startedAt = performance.now();

  expect(await mailbox.take('main/plant', 300)).toEqual([]);
  // An agent that is let go asks again at once.
  expect(performance.now() - startedAt).toBeGreaterThan(290);
  expect(await left()).toEqual([{ id: 'left' }]);
});

test('what was fetched in time has all its time for the answer', async () => {
  const sent = mailbox.send('main/plant', { ...write, leaveBy: performance.now() + 1_000 });
  const [taken] = await mailbox.take('main/plant', 1_000);
  expect(taken?.deadlineMs).toBeGreaterThan(2_000);
  expect(await openMailbox().take('main/plant', 1_500)).toEqual([]);

  expect(await mailbox.settle('main/plant', { id: taken?.id ?? '', ...ok })).toBe(true);
  expect(await sent).toMatchObject({ status: 200 });
});

test('nobody brings an answer to what was not fetched, or for another connection', async () => {
  const sent = mailbox.send('main/plant', request).catch(() => 'ended');
  const [taken] = await mailbox.take('main/plant', 1_000);
  const id = taken?.id ?? '';

  expect(await mailbox.settle('other/plant', { id, ...ok })).toBe(false);
  expect(await mailbox.settle('main/plant', { id: 'of nobody', ...ok })).toBe(false);
  mailbox.stop();
  expect(await sent).toBe('ended');
});

test('a session of the instance is not kept here', async () => {
  const sent = mailbox.send('main/plant', request);
  const [taken] = await mailbox.take('main/plant', 1_000);
  const headers = { 'set-cookie': 'JSESSIONID=CANARY', 'content-type': 'application/json' };
  await mailbox.settle('main/plant', { id: taken?.id ?? '', ...ok, headers });

  expect((await sent).headers).toEqual({ 'content-type': 'application/json' });
});

test('what the agent could not do is told', async () => {
  const sent = mailbox.send('main/plant', request).catch((error: unknown) => error);
  const [taken] = await mailbox.take('main/plant', 1_000);
  await mailbox.settle('main/plant', { id: taken?.id ?? '', because: 'connect ECONNREFUSED' });

  expect(await sent).toMatchObject({ because: 'connect ECONNREFUSED', reached: 'maybe' });
});

test('a relay that stops keeps nobody waiting', async () => {
  const idle = mailbox.take('main/plant', 60_000);
  const sent = mailbox.send('main/other', { ...request, deadlineMs: 60_000 }).catch(() => 'ended');
  mailbox.stop();

  expect(await idle).toEqual([]);
  expect(await sent).toBe('ended');
});
