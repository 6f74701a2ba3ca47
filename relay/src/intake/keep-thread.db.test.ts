import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createGroupCommit } from '../database/group-commit.ts';
import { openSqlite } from '../database/sqlite.ts';
import type { Store } from '../database/store.ts';
import { createTurns } from '../lib/turns.ts';
import { type Arrivals, createArrivals } from '../queue/arrivals.ts';
import { createKeepDelivery } from './keep.ts';
import { type KeepThread, startKeepThread } from './keep-thread.ts';
import type { AcceptedDelivery } from './receive-delivery.ts';

let folder: string;
let store: Store;
let thread: KeepThread;
let arrivals: Arrivals;
const turns = createTurns();
const woken: string[] = [];
/** Each delivery has a lane of its own here: how many were kept together. */
let sizes: number[];
const onWake = (lanes: ReadonlySet<string>): void => {
  woken.push(...lanes);
  sizes.push(lanes.size);
};

beforeEach(async () => {
  sizes = [];
  folder = mkdtempSync(join(tmpdir(), 'keep-thread-'));
  store = await openSqlite(folder);
  arrivals = createArrivals(4);
  thread = await startKeepThread({
    folder,
    turns,
    arrivals,
    keepHere: createKeepDelivery(createGroupCommit(store, onWake, { turns }), arrivals.has),
    onWake,
  });
});

afterEach(async () => {
  await thread.stop();
  await store.close();
  rmSync(folder, { recursive: true });
});

function accepted(id: string): AcceptedDelivery {
  const shared = { workspace: 'default', source: 'prometheus', receivedAt: 1 };
  return {
    delivery: {
      ...shared,
      id,
      connector: 'alertmanager',
      status: 'accepted',
      reason: undefined,
      headers: '{}',
      body: Buffer.from(`body of ${id}`),
    },
    events: [],
    jobs: [
      {
        id: `job-${id}`,
        workspace: 'default',
        lane: `lane-${id}`,
        kind: 'events.apply',
        subject: id,
        now: 1,
      },
    ],
  };
}

test('what is kept is there for the other connection, and its lanes are woken', async () => {
  await Promise.all([thread.keep(accepted('a')), thread.keep(accepted('b'))]);

  const rows = await store.db.selectFrom('delivery').select(['id', 'body']).execute();
  expect(rows.map(({ id, body }) => [id, Buffer.from(body).toString()])).toEqual([
    ['a', 'body of a'],
    ['b', 'body of b'],
  ]);
  expect(woken.toSorted()).toEqual(['lane-a', 'lane-b']);
});

test('what no store can hold in a text is replaced on the way to the thread as well', async () => {
  const { delivery, ...rest } = accepted('a');
  const odd = { ...rest, delivery: { ...delivery, headers: '{"x":"a\0b"}' } };
  await Promise.all([thread.keep(odd), thread.keep(accepted('b'))]);

  const rows = await store.db.selectFrom('delivery').select('headers').orderBy('id').execute();
  expect(rows.map(({ headers }) => headers)).toEqual(['{"x":"a\uFFFDb"}', '{}']);
});

test('a batch that the store refuses fails, and the next one is kept', async () => {
  await thread.keep(accepted('a'));

  const together = await Promise.allSettled([
    thread.keep(accepted('a')),
    thread.keep(accepted('b')),
  ]);
  await Promise.all([thread.keep(accepted('c')), thread.keep(accepted('d'))]);

  expect(together).toMatchObject([
    { status: 'rejected', reason: { code: 'STORE_UNAVAILABLE' } },
    { status: 'rejected', reason: { code: 'STORE_UNAVAILABLE' } },
  ]);
  expect(await keptIds()).toEqual(['a', 'c', 'd']);
});

test('what arrives alone is written here, and fails here', async () => {
  await thread.keep(accepted('a'));

  await expect(thread.keep(accepted('a'))).rejects.toThrow('UNIQUE');
  expect(await keptIds()).toEqual(['a']);
});

async function keptIds(): Promise<readonly string[]> {
  const rows = await store.db.selectFrom('delivery').select('id').orderBy('id').execute();
  return rows.map(({ id }) => id);
}

test('jobs stay out of the index while there is room to remember them', async () => {
  const keepTwo = (one: string, two: string) =>
    Promise.all([thread.keep(accepted(one)), thread.keep(accepted(two))]);

  // Room for four.
  await Promise.all([keepTwo('a', 'b'), keepTwo('c', 'd')]);
  await keepTwo('e', 'f');

  const rows = await store.db.selectFrom('job').select(['subject', 'arrived']).execute();
  expect(rows.filter(({ arrived }) => arrived === 1).map(({ subject }) => subject)).toEqual([
    'a',
    'b',
    'c',
    'd',
  ]);
  expect([...arrivals.lanes()]).toEqual(['lane-a', 'lane-b', 'lane-c', 'lane-d']);
  expect(woken.slice(-2)).toEqual(['lane-e', 'lane-f']);
});

test('what goes into the index does not overtake what has just arrived', async () => {
  await thread.stop();
  const file = new Database(join(folder, 'relay.db'), { readonly: true });
  const indexed = file.prepare('select count(*) from job where arrived = 0').pluck();
  const overtaken: unknown[] = [];
  let room = 0;
  thread = await startKeepThread({
    folder,
    turns,
    arrivals: {
      hasRoom: () => room > 0,
      add: (jobs) => {
        room -= [...jobs].length;
        overtaken.push(indexed.get());
      },
    },
    keepHere: createKeepDelivery(createGroupCommit(store, onWake, { turns }), () => false),
    onWake,
  });

  for (let round = 0; round < 30; round += 1) {
    await store.db.deleteFrom('job').execute();
    room = 2;
    const first = ['a', 'b'].map((name) => thread.keep(accepted(`${name}-${round}`)));
    await new Promise(setImmediate);
    room = 0;
    // Enough to go to the thread while it has the first ones.
    const second = 'cdefghijklmn'
      .split('')
      .map((name) => thread.keep(accepted(`${name}-${round}`)));
    await Promise.all([...first, ...second]);
  }

  file.close();
  expect(overtaken).toHaveLength(30);
  expect(new Set(overtaken)).toEqual(new Set([0]));
});

test('what comes in a burst is kept whole, in the order in which it came', async () => {
  // The first goes alone, then as many as are enough, then as many as go together at the most.
  const ids = Array.from({ length: 600 }, (_, index) => String(index).padStart(3, '0'));

  await Promise.all(ids.map((id) => thread.keep(accepted(id))));

  const rows = await store.db.selectFrom('job').select('subject').orderBy('seq').execute();
  expect(rows.map(({ subject }) => subject)).toEqual(ids);
  expect(await keptIds()).toEqual(ids);
  expect(Math.max(...sizes)).toBe(256);
});

function following(id: string, lane: string): AcceptedDelivery {
  const { delivery, jobs } = accepted(id);
  const event = { fingerprint: 'f', status: 'resolved', title: 't', json: '{}' } as const;
  const { workspace, source, receivedAt } = delivery;
  return {
    delivery,
    events: [
      {
        id: `event-${id}`,
        deliveryId: id,
        workspace,
        source,
        receivedAt,
        event,
        position: 0,
        route: 'r',
        lane,
        correlationKey: 'k',
        follows: 'no-route',
        dueAt: undefined,
      },
    ],
    jobs: jobs.map((job) => ({ ...job, lane })),
  };
}

test('an event that merely follows is kept where a job arrives, in this batch or before', async () => {
  await Promise.all([thread.keep(accepted('a')), thread.keep(accepted('b'))]);

  await Promise.all([thread.keep(following('c', 'lane-a')), thread.keep(following('d', 'none'))]);

  const lanes = await store.db.selectFrom('event').select(['id', 'lane']).orderBy('id').execute();
  expect(lanes).toEqual([
    { id: 'event-c', lane: 'lane-a' },
    { id: 'event-d', lane: null },
  ]);
});

test('so it is where the job is still on its way to the other thread', async () => {
  const first = ['a', 'b'].map((name) => thread.keep(accepted(name)));
  await new Promise(setImmediate);
  const follower = thread.keep(following('z', 'lane-a'));
  const others = 'cdefghijklmn'.split('').map((name) => thread.keep(accepted(name)));
  await Promise.all([...first, follower, ...others]);

  const lanes = await store.db.selectFrom('event').select(['id', 'lane']).execute();
  expect(lanes).toEqual([{ id: 'event-z', lane: 'lane-a' }]);
});

test('both writers go on side by side', async () => {
  const commit = createGroupCommit(store, () => undefined, { turns });
  const write = (id: string) =>
    commit(({ db }) =>
      db
        .insertInto('audit')
        .values({
          id,
          at: 1,
          workspace: null,
          actor: 'test',
          action: 'test',
          subject: id,
          before: null,
          after: null,
        })
        .execute(),
    );

  const ids = Array.from({ length: 300 }, (_, index) => String(index));
  await Promise.all(ids.flatMap((id) => [thread.keep(accepted(id)), write(id)]));

  const count = (table: 'audit' | 'delivery') =>
    store.db
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<number>().as('rows'))
      .executeTakeFirstOrThrow();
  expect([await count('audit'), await count('delivery')]).toEqual([{ rows: 300 }, { rows: 300 }]);
});

test('stopping waits for what was given to it', async () => {
  const kept = Array.from({ length: 500 }, (_, index) => thread.keep(accepted(`s${index}`)));

  await thread.stop();

  await expect(Promise.all(kept)).resolves.toHaveLength(500);
});

test('the log is copied back by the thread, once enough was committed here', async () => {
  await thread.keep(accepted('a'));
  const isCopied = () => readFileSync(join(folder, 'relay.db')).includes('body of a');

  thread.noteCommitted(99);
  await thread.keep(accepted('b'));
  expect(isCopied()).toBe(false);
  thread.noteCommitted(1);

  await vi.waitFor(() => expect(isCopied()).toBe(true));
});
