import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openUnit } from '../database/group-commit.ts';
import { createSampleDatabase } from '../database/sample-store.ts';
import { openPostgres } from '../database/postgres.ts';
import type { Store } from '../database/store.ts';
import { insertAccepted } from '../intake/keep.ts';
import type { AcceptedDelivery } from '../intake/receive-delivery.ts';
import { Secret } from '../lib/secret.ts';

let relays: readonly Store[];

beforeEach(async () => {
  const url = new Secret(await createSampleDatabase());
  relays = await Promise.all([1, 2].map(() => openPostgres({ url, maxConnections: 2 })));
});

afterEach(async () => {
  for (const relay of relays) await relay.close();
});

/** A delivery with one event, which opens its lane or merely follows in it. */
function delivery(id: string, follows: 'no-route' | undefined): AcceptedDelivery {
  const from = { workspace: 'default', source: 'prometheus', receivedAt: 1 };
  const lane = 'a'.repeat(64);
  return {
    delivery: {
      ...from,
      id,
      connector: 'alertmanager',
      status: 'accepted',
      reason: undefined,
      headers: '{}',
      body: Buffer.from('{}'),
    },
    events: [
      {
        ...from,
        id: `event-of-${id}`,
        deliveryId: id,
        route: 'ops',
        lane,
        correlationKey: 'disk',
        follows,
        dueAt: undefined,
        event: {
          json: '{}',
          fingerprint: 'disk',
          status: follows === undefined ? 'firing' : 'resolved',
          title: 'Disk',
        },
        position: 0,
        ownName: undefined,
      },
    ],
    jobs: [
      { id: `job-of-${id}`, workspace: 'default', lane, kind: 'events.apply', subject: id, now: 1 },
    ],
  };
}

function keep(
  { db }: Store,
  accepted: AcceptedDelivery,
  before: Promise<void>,
  onInserted: () => void = () => undefined,
): Promise<void> {
  return db.transaction().execute(async (transaction) => {
    const unit = openUnit(transaction, () => undefined);
    await insertAccepted(unit, [accepted], () => false);
    onInserted();
    await before;
  });
}

async function lanes({ db }: Store) {
  const rows = await db.selectFrom('event').select(['id', 'lane']).orderBy('id').execute();
  return rows.map(({ id, lane }) => [id, lane?.slice(0, 1)]);
}

test('L9 what follows is not dropped while another relay is about to commit what opens its lane', async () => {
  const [first, second] = relays;
  if (first === undefined || second === undefined) throw new TypeError('two relays');
  const commit = Promise.withResolvers<void>();
  const inserted = Promise.withResolvers<void>();
  const opened = keep(first, delivery('1-opens', undefined), commit.promise, inserted.resolve);
  await inserted.promise;

  const followed = keep(second, delivery('2-follows', 'no-route'), Promise.resolve());
  await expect
    .poll(async () => (await waitingForLocks(first)) > 0 || (await isKept(first, '2-follows')), {
      timeout: 10_000,
    })
    .toBe(true);
  commit.resolve();
  await Promise.all([opened, followed]);

  expect(await lanes(first)).toEqual([
    ['event-of-1-opens', 'a'],
    ['event-of-2-follows', 'a'],
  ]);
});

test('what follows nothing is kept once, and goes nowhere', async () => {
  const [first] = relays;
  if (first === undefined) throw new TypeError('a relay');

  await keep(first, delivery('1-follows', 'no-route'), Promise.resolve());

  expect(await lanes(first)).toEqual([['event-of-1-follows', undefined]]);
});

async function isKept({ db }: Store, id: string): Promise<boolean> {
  const row = await db.selectFrom('delivery').select('id').where('id', '=', id).executeTakeFirst();
  return row !== undefined;
}

async function waitingForLocks({ db }: Store): Promise<number> {
  const { rows } = await sql<{ count: string }>`
    select count(*) from pg_stat_activity
    where datname = current_database() and wait_event = 'advisory'`.execute(db);
  return Number(rows[0]?.count);
}
