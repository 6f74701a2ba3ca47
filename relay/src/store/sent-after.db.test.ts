import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSampleStore, type SampleStore } from '../database/sample-store.ts';
import { createIds } from '../lib/ids.ts';
import { toEventRow } from './deliveries.ts';
import { loadSentAfter } from './events.ts';
import { recordLink } from './record-links.ts';
import { sampleLinkWrite } from './sample-link.ts';

const HOUR = 3_600_000;
const madeAt = 1_795_000_000_000;

let store: SampleStore;

beforeEach(async () => {
  store = await openSampleStore();
  const link = sampleLinkWrite({ key: 'k', lane: 'lane' });
  await store.commit((unit) => recordLink(unit, link, madeAt));
});

afterEach(() => store.close());

/** An event that came at `at` and was sent within a second, or as is said; the id of the command that sent it. */
async function sent(
  title: string,
  at: number,
  { lane = 'lane', decidedAt = at + 1000 } = {},
): Promise<string> {
  const newId = createIds(() => at);
  const event = { fingerprint: 'f', status: 'firing', title, json: toBody(title) } as const;
  const where = { deliveryId: newId(), workspace: 'default', source: 'prometheus', lane };
  const row = toEventRow({
    ...where,
    id: newId(),
    receivedAt: at,
    event,
    position: 0,
    route: 'ops',
    correlationKey: 'key',
    follows: undefined,
    dueAt: undefined,
  });
  const decided = { decided_at: decidedAt, outcome: 'updated', sent: '{}' };
  await store.db
    .insertInto('event')
    .values({ ...row, ...decided })
    .execute();
  const command = newId();
  const attempt = { job_id: command, kind: 'events.apply', lane, subject: where.deliveryId };
  const done = { attempt: 1, at: decidedAt - 50, ms: 45, code: 'OK', message: null };
  await store.db
    .insertInto('attempt')
    .values({ id: newId(), ...attempt, ...done })
    .execute();
  return command;
}

function toBody(title: string): string {
  return JSON.stringify({
    kind: 'state',
    fingerprint: 'f',
    status: 'firing',
    severity: 'high',
    title,
    description: '',
    labels: {},
    annotations: {},
  });
}

async function titlesAfter(command: string, limit = 20): Promise<readonly string[]> {
  const { events } = await loadSentAfter(store.db, { lane: 'lane', key: 'k' }, command, limit);
  return events.map(({ title }) => title);
}

test('what was sent after a command is what came later in its lane', async () => {
  await sent('before', madeAt);
  const command = await sent('last', madeAt + HOUR);
  // Taken in by a relay whose clock is behind.
  await sent('next', madeAt + HOUR - 20_000, { decidedAt: madeAt + HOUR + 5000 });
  await sent('of another', madeAt + 2 * HOUR, { lane: 'another lane' });
  await sent('later', madeAt + 3 * HOUR);

  expect(await titlesAfter(command)).toEqual(['next', 'later']);
  expect(await titlesAfter(command, 1)).toEqual(['later']);
});

test.each([
  ['no command', ''],
  ['a command that nobody remembers', createIds(() => madeAt)()],
])('with %s in the instance it is all that the record was sent', async (_name, command) => {
  await sent('waited for the record', madeAt - 5 * HOUR);
  await sent('later', madeAt + HOUR);

  expect(await titlesAfter(command)).toEqual(['waited for the record', 'later']);
});

test.each([
  [1, true],
  [2, false],
])(
  'where two were sent and %i are wanted, it says that others came before: %s',
  async (limit, isCut) => {
    const command = await sent('last', madeAt);
    await sent('next', madeAt + HOUR);
    await sent('later', madeAt + 2 * HOUR);

    const lost = await loadSentAfter(store.db, { lane: 'lane', key: 'k' }, command, limit);

    expect(lost).toMatchObject({ isCut, unreadable: 0 });
  },
);

test('what is older is not read', async () => {
  const command = await sent('last', madeAt + 48 * HOUR);
  await sent('before', madeAt, { decidedAt: Number.MAX_SAFE_INTEGER });
  const row = store.db.updateTable('event').set({ body: 'not to be read' });
  await row.where('received_at', '=', madeAt).execute();

  expect(await titlesAfter(command)).toEqual([]);
});

test('of an earlier episode it is what came around that one', async () => {
  await sent('opened', madeAt - HOUR);
  const next = sampleLinkWrite({ key: 'next', lane: 'lane', episode: 2 });
  await store.commit((unit) => recordLink(unit, next, madeAt + 100 * HOUR));

  expect(await titlesAfter('')).toEqual(['opened']);
});
