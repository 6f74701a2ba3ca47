import { expect, test } from 'vitest';
import { OutgoingError } from '../lib/outgoing.ts';
import { createMailbox } from './mailbox.ts';

const request = {
  url: 'https://plant.example/api/now/table/incident?sysparm_limit=1',
  method: 'GET',
  headers: { accept: 'application/json' },
  deadlineMs: 5_000,
} as const;
const ok = { status: 200, headers: {}, body: Buffer.from('{}') };

test('a request waits for the agent, and the answer for the request', async () => {
  const mailbox = createMailbox();

  const sent = mailbox.send('main/plant', request);
  const [taken] = await mailbox.take('main/plant', 1_000);
  const isAwaited = mailbox.settle('main/plant', taken?.id ?? '', ok);

  expect(taken).toMatchObject({ method: 'GET', path: '/api/now/table/incident?sysparm_limit=1' });
  expect(isAwaited).toBe(true);
  expect(await sent).toMatchObject({ status: 200 });
});

test('an agent that waits is woken, and only for its own connection', async () => {
  const mailbox = createMailbox();

  const other = mailbox.take('main/other', 50);
  const waiting = mailbox.take('main/plant', 60_000);
  const sent = mailbox.send('main/plant', request).catch(() => undefined);

  expect(await waiting).toHaveLength(1);
  expect(await other).toHaveLength(0);
  mailbox.stop();
  await sent;
});

test('without an agent nothing was sent; with one that fell silent it may have been', async () => {
  const mailbox = createMailbox();
  const soon = { ...request, deadlineMs: 20 };

  const unseen = await mailbox.send('main/plant', soon).catch((error: unknown) => error);
  const sent = mailbox.send('main/plant', soon).catch((error: unknown) => error);
  const [taken] = await mailbox.take('main/plant', 1_000);
  const silent = await sent;

  expect(unseen).toBeInstanceOf(OutgoingError);
  expect(unseen).toMatchObject({ reached: 'no' });
  expect(silent).toMatchObject({ reached: 'maybe' });
  expect(mailbox.settle('main/plant', taken?.id ?? '', ok)).toBe(false);
});

test('what the agent could not do is told', async () => {
  const mailbox = createMailbox();

  const sent = mailbox.send('main/plant', request).catch((error: unknown) => error);
  const [taken] = await mailbox.take('main/plant', 1_000);
  mailbox.settle('main/plant', taken?.id ?? '', { because: 'connect ECONNREFUSED' });

  expect(await sent).toMatchObject({ because: 'connect ECONNREFUSED', reached: 'maybe' });
});

test('a relay that stops keeps nobody waiting', async () => {
  const mailbox = createMailbox();

  const idle = mailbox.take('main/plant', 60_000);
  const sent = mailbox.send('main/other', { ...request, deadlineMs: 60_000 }).catch(() => 'ended');
  mailbox.stop();

  expect(await idle).toEqual([]);
  expect(await sent).toBe('ended');
});
