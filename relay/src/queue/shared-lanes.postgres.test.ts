import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createGroupCommit } from '../database/group-commit.ts';
import { openPostgres } from '../database/postgres.ts';
import { createSampleDatabase } from '../database/sample-store.ts';
import type { Store } from '../database/store.ts';
import { Secret } from '../lib/secret.ts';
import { enqueue } from './enqueue.ts';
import { findLanes, findNewestLanes } from './find-lanes.ts';
import { createArrivals } from './arrivals.ts';
import { createJobReads, findHeads } from './head.ts';
import { FIRST_PLACE, type HeldPlace, holdLanes, letLanesGo } from './held-lanes.ts';
import { claimLeases, keepLeases, releaseLeases, renewLeases } from './lane-leases.ts';
import { type LaneTokens, openLaneTokens } from './lane-tokens.ts';
import type { LaneOutcome, Lanes } from './lanes.ts';
import { createLeaseContext, type LeaseContext } from './lease-context.ts';
import { createSharedLanes } from './shared-lanes.ts';

/** One relay of several: connections, lanes and leases of its own, on the database that all share. */
interface Replica {
  readonly store: Store;
  readonly lanes: Lanes;
  readonly leases: LeaseContext;
  /** Adds a job; whether its lane is woken is up to the test. */
  add(lane: string, subject: string, isWoken?: boolean): Promise<void>;
  stop(): Promise<void>;
}

const IN_TIME = { timeout: 20_000, interval: 20 };

let url: string;
let replicas: Replica[];
let ids = 0;
/** Lanes of the tokens that were taken, by any of them. */
let taken: string[];

beforeEach(async () => {
  url = await createSampleDatabase();
  replicas = [];
  taken = [];
});

afterEach(async () => {
  await Promise.all(replicas.map((replica) => replica.stop()));
});

/** No sweep in the time of a test: it would find what a wake-up should have. */
const unswept = { sweepEveryMs: 100_000 };

type Work = (lane: string, replica: Replica) => Promise<LaneOutcome>;

async function start(
  work: Work,
  over: {
    leaseMs?: number;
    sweepEveryMs?: number;
    concurrency?: number;
    mostInHand?: number;
    countAway?: () => number;
    /** Of the database. */
    isAway?: () => boolean;
    /** Of the instance that lanes wait for. */
    isHeld?: () => boolean;
  } = {},
): Promise<Replica> {
  const store = await openPostgres({ url: new Secret(url), maxConnections: 4 });
  const opened = await openLaneTokens(store.db);
  const tokens: LaneTokens = {
    ...opened,
    send: (...given) =>
      over.isAway?.() === true
        ? Promise.reject(new Error('connection lost'))
        : opened.send(...given),
    async take(...given) {
      const lanes = await opened.take(...given);
      taken.push(...lanes);
      return lanes;
    },
  };
  const leases = createLeaseContext();
  const swept = Promise.withResolvers<void>();
  const lanes = createSharedLanes({
    run: (lane) => work(lane, replica),
    findLanes: (after, limit) => findLanes(store.db, after, limit),
    async findNewest(limit) {
      const newest = await findNewestLanes(store.db, limit);
      swept.resolve();
      return newest;
    },
    isHeld: over.isHeld ?? (() => false),
    isAway: over.isHeld ?? (() => false),
    concurrency: over.concurrency ?? 8,
    mostInHand: over.mostInHand ?? 8,
    ...(over.countAway === undefined ? {} : { countAway: over.countAway }),
    sweepEveryMs: over.sweepEveryMs ?? 100,
    leaseMs: over.leaseMs ?? 3000,
    store,
    tokens,
    leases,
    owner: randomUUID(),
    chance: () => 0,
    onError: () => undefined,
  });
  const commit = createGroupCommit(store, (woken) => lanes.wake(woken));
  const quiet = createGroupCommit(store, () => undefined);
  let isOpen = true;
  const replica: Replica = {
    store,
    lanes,
    leases,
    add(lane, subject, isWoken = true) {
      const rest = { workspace: 'default', kind: 'events.apply', now: 1 } as const;
      const job = { id: `${(ids += 1)}`, lane, subject, ...rest };
      return (isWoken ? commit : quiet)((unit) => enqueue(unit, [job]));
    },
    async stop() {
      if (!isOpen) return;
      isOpen = false;
      await lanes.stop();
      await store.close();
    },
  };
  replicas.push(replica);
  lanes.start();
  // What a test adds is none of what the first sweep finds.
  await swept.promise;
  return replica;
}

/** Does the head of a lane: writes down its subject, and takes it away under the lease. */
function doHead(seen: string[], meanwhile: () => Promise<void> = async () => undefined): Work {
  return async (lane, { store, leases }) => {
    const [head] = await findHeads(createJobReads(store.db), createArrivals(0), lane, 1);
    if (head === undefined) return { kind: 'empty' };
    await meanwhile();
    const commit = leases.fence(createGroupCommit(store, () => undefined));
    await commit(async ({ db }) => {
      await db.deleteFrom('job').where('id', '=', head.id).execute();
    });
    seen.push(`${lane} ${head.subject}`);
    return { kind: 'more' };
  };
}

async function waiting({ store }: Replica): Promise<number> {
  return (await store.db.selectFrom('job').select('id').execute()).length;
}

function inOrder(lanes: number, jobs: number): readonly string[] {
  return Array.from({ length: lanes }, (_one, lane) =>
    Array.from({ length: jobs }, (_two, job) => `lane-${lane} ${job}`),
  ).flat();
}

test('three relays do every job once, each lane in order, whoever took it in', async () => {
  const seen: string[] = [];
  for (let count = 0; count < 3; count += 1) await start(doHead(seen));

  for (let job = 0; job < 12; job += 1) {
    for (let lane = 0; lane < 10; lane += 1) {
      await replicas[(job + lane) % 3]?.add(`lane-${lane}`, String(job));
    }
  }
  await expect.poll(() => seen.length, IN_TIME).toBe(120);

  const ofLane = Map.groupBy(seen, (line) => line.split(' ')[0]);
  const lanes = [...ofLane].map(([, lines]) => lines.join());
  expect(lanes.toSorted()).toEqual(
    Array.from({ length: 10 }, (_one, lane) =>
      inOrder(1, 12).join().replaceAll('lane-0', `lane-${lane}`),
    ),
  );
});

test('a lane never runs twice at once, though it is woken again and again', async () => {
  let running = 0;
  let most = 0;
  const seen: string[] = [];
  const work = doHead(seen, async () => {
    running += 1;
    most = Math.max(most, running);
    await Promise.all(replicas.map(({ store }) => sql`select pg_sleep(0.02)`.execute(store.db)));
    running -= 1;
  });
  const [first, second] = [await start(work), await start(work)];

  for (let job = 0; job < 20; job += 1) {
    await (job % 2 === 0 ? first : second).add('lane-0', String(job));
    first.lanes.wake(['lane-0']);
    second.lanes.wake(['lane-0']);
  }
  await expect.poll(() => seen.length, IN_TIME).toBe(20);

  expect(most).toBe(1);
  expect(seen).toEqual(inOrder(1, 20));
});

test('L20 a wake-up that was lost after its commit is found by the sweep', async () => {
  const seen: string[] = [];
  const replica = await start(doHead(seen));

  await replica.add('lane-0', 'forgotten', false);

  await expect.poll(() => seen, IN_TIME).toEqual(['lane-0 forgotten']);
});

/** An instance that is away, and a relay that finds it so. */
function instance(work: Work) {
  const state = { isAway: true };
  const tried: string[] = [];
  const find: Work = async (lane, replica) => {
    tried.push(lane);
    return state.isAway ? { kind: 'held', hold: 'instance' } : work(lane, replica);
  };
  return { state, tried, find, isHeld: () => state.isAway };
}

const heldLanes = async ({ store }: Replica): Promise<number> =>
  (await store.db.selectFrom('held_lane').select('lane').execute()).length;

test('D12 of lanes that wait for what is away nobody looks into one again, and all go on when it is there', async () => {
  const seen: string[] = [];
  const { state, tried, find, isHeld } = instance(doHead(seen));
  const replica = await start(find, { isHeld, sweepEveryMs: 20 });
  for (let lane = 0; lane < 200; lane += 1) await replica.add(`lane-${lane}`, '0');
  await expect.poll(() => heldLanes(replica), IN_TIME).toBe(200);

  let sweeps = 0;
  const count = (lanes: readonly string[]) =>
    lanes.filter((lane) => lane.startsWith('lane-')).length;
  /** What one finds is tried after all that it was found with. Gives how many others were taken meanwhile. */
  const sweep = async () => {
    const before = count(taken);
    const lost = `lost-${(sweeps += 1)}`;
    await replica.add(lost, '0', false);
    await expect.poll(() => tried, IN_TIME).toContain(lost);
    return count(taken) - before;
  };
  // Tokens of the time before may still come.
  await expect.poll(sweep, IN_TIME).toBe(0);
  const before = count(tried);
  await replica.add('lane-7', '1');
  await sweep();
  expect(count(tried)).toBe(before);

  state.isAway = false;
  replica.lanes.release('instance', 'all');
  await expect.poll(() => seen.length, { ...IN_TIME, timeout: 10_000 }).toBe(201 + sweeps);

  expect(seen.filter((line) => line.startsWith('lane-7 '))).toEqual(['lane-7 0', 'lane-7 1']);
  expect(await heldLanes(replica)).toBe(0);
});

test('D12 work of which it is known that its instance is away is not looked into', async () => {
  const seen: string[] = [];
  const { state, tried, find, isHeld } = instance(doHead(seen));
  const replica = await start(find, { isHeld, sweepEveryMs: 3_600_000 });
  await replica.add('lane-0', '0', false);
  replica.lanes.wake(['lane-0'], new Map([['lane-0', 'instance']]));
  await expect.poll(() => heldLanes(replica), IN_TIME).toBe(1);

  expect(tried).toEqual([]);
  state.isAway = false;
  replica.lanes.release('instance', 'all');
  await expect.poll(() => seen, IN_TIME).toEqual(['lane-0 0']);
});

test('work whose instance is there is not held, nor does it wait for a sweep', async () => {
  const seen: string[] = [];
  const replica = await start(doHead(seen), unswept);
  await replica.add('lane-0', '0', false);

  replica.lanes.wake(['lane-0'], new Map([['lane-0', 'instance']]));

  await expect.poll(() => seen, IN_TIME).toEqual(['lane-0 0']);
});

test('a lane that is held twice in one write is held for what was said last', async () => {
  const { store } = await start(async () => ({ kind: 'empty' }), unswept);
  const lane = 'lane-0';

  await store.db.transaction().execute((transaction) =>
    holdLanes(transaction, [
      { lane, hold: 'one instance' },
      { lane, hold: 'another' },
    ]),
  );

  const held = await store.db.selectFrom('held_lane').selectAll().execute();
  expect(held).toEqual([{ lane, hold: 'another', number: 0 }]);
});

test('L16 what is let go comes in the order in which its work came, also what was held again meanwhile', async () => {
  const replica = await start(async () => ({ kind: 'empty' }), unswept);
  const { store } = replica;
  const hold = 'instance';
  const lanes = ['lane-2', 'lane-0', 'lane-1'];
  for (const lane of lanes) await replica.add(lane, '0', false);
  const held = async (which: readonly string[]) =>
    store.db.transaction().execute(async (transaction) => {
      await holdLanes(
        transaction,
        which.map((lane) => ({ lane, hold })),
      );
    });
  const letGo = async (after: HeldPlace, limit: number) =>
    store.db.transaction().execute((transaction) => letLanesGo(transaction, hold, after, limit));

  await held(['lane-0', 'lane-1']);
  await held(['lane-2']);
  const [first, ...others] = await letGo(FIRST_PLACE, 2);
  await held(['lane-2']);

  expect([first, ...others].map((one) => one?.lane)).toEqual(['lane-2', 'lane-0']);
  expect(await letGo(others[0] ?? FIRST_PLACE, 2)).toMatchObject([{ lane: 'lane-1' }]);
  expect(await letGo(FIRST_PLACE, 2)).toEqual([first]);
});

test('one lane of what is held tries, also where none is held yet', async () => {
  const { tried, find, isHeld } = instance(doHead([]));
  const replica = await start(find, { isHeld, sweepEveryMs: 3_600_000 });
  replica.lanes.release('instance', 'one');
  for (const lane of ['lane-0', 'lane-1', 'lane-2']) await replica.add(lane, '0');

  await expect.poll(() => tried.length, IN_TIME).toBe(4);
  await expect.poll(() => heldLanes(replica), IN_TIME).toBe(3);
  // Two looks at the tokens of others.
  await sql`select pg_sleep(1.2)`.execute(replica.store.db);
  expect(tried).toHaveLength(4);
});

test('what is released although it is away is looked into once more: it may need something else now', async () => {
  const { tried, find, isHeld } = instance(doHead([]));
  const replica = await start(find, { isHeld, sweepEveryMs: 3_600_000 });
  for (const lane of ['lane-0', 'lane-1', 'lane-2']) await replica.add(lane, '0');
  await expect.poll(() => heldLanes(replica), IN_TIME).toBe(3);

  replica.lanes.release('instance', 'all');

  await expect.poll(() => tried.length, IN_TIME).toBe(6);
  await expect.poll(() => heldLanes(replica), IN_TIME).toBe(3);
});

test('a lane that is woken while it is held waits on, its token is not passed round, and nothing is left out', async () => {
  const seen: string[] = [];
  const { state, tried, find, isHeld } = instance(doHead(seen));
  const replica = await start(find, { ...unswept, isHeld });
  await replica.add('lane-0', '0');
  await expect.poll(() => heldLanes(replica), IN_TIME).toBe(1);
  await replica.add('lane-0', '1');
  await expect.poll(() => taken, IN_TIME).toEqual(['lane-0', 'lane-0']);

  // One that is busy comes again after a quarter of a second, and is seen half a second later at the most.
  await sql`select pg_sleep(1.5)`.execute(replica.store.db);

  expect(taken).toHaveLength(2);
  expect(tried).toEqual(['lane-0']);
  state.isAway = false;
  replica.lanes.release('instance', 'all');
  await expect.poll(() => seen, IN_TIME).toEqual(inOrder(1, 2));
});

test('a lane that ends held when what it needs has just come back goes on at once', async () => {
  const seen: string[] = [];
  const { state, tried, find, isHeld } = instance(doHead(seen));
  const cameBack = Promise.withResolvers<void>();
  const work: Work = async (lane, replica) => {
    const outcome = await find(lane, replica);
    await cameBack.promise;
    return outcome;
  };
  const replica = await start(work, { ...unswept, isHeld });
  await replica.add('lane-0', '0');
  await expect.poll(() => tried, IN_TIME).toEqual(['lane-0']);

  state.isAway = false;
  replica.lanes.release('instance', 'all');
  cameBack.resolve();

  await expect.poll(() => seen, IN_TIME).toEqual(['lane-0 0']);
  expect(await heldLanes(replica)).toBe(0);
});

/** More than are let go at once. */
const MANY = 2500;

async function holdMany(db: Store['db'], many = MANY): Promise<void> {
  await sql`insert into held_lane (lane, hold)
    select 'lane-' || number, 'instance' from generate_series(1, ${many}) as number`.execute(db);
}

test('of thousands that are held all are let go, each once', async () => {
  const tried: string[] = [];
  const work: Work = async (lane) => {
    tried.push(lane);
    return { kind: 'empty' };
  };
  const replica = await start(work, { ...unswept, concurrency: 500 });
  await holdMany(replica.store.db);

  replica.lanes.release('instance', 'all');
  await expect.poll(() => tried.length, IN_TIME).toBe(MANY);

  expect(new Set(tried).size).toBe(MANY);
  expect(await heldLanes(replica)).toBe(0);
});

test('thousands that are let go although what they need is away are each looked into once', async () => {
  const { tried, find, isHeld } = instance(doHead([]));
  const replica = await start(find, { ...unswept, isHeld, concurrency: 500 });
  await holdMany(replica.store.db);

  replica.lanes.release('instance', 'all');
  await expect.poll(() => new Set(tried).size, IN_TIME).toBe(MANY);
  await expect.poll(() => heldLanes(replica), IN_TIME).toBe(MANY);

  expect(tried).toHaveLength(MANY);
});

test('what goes away again while its lanes are let go keeps those that were not', async () => {
  const { state, tried, find, isHeld } = instance(doHead([]));
  const work: Work = (lane, replica) => {
    state.isAway = true;
    return find(lane, replica);
  };
  const replica = await start(work, { ...unswept, isHeld, concurrency: 500 });
  await holdMany(replica.store.db);
  state.isAway = false;

  replica.lanes.release('instance', 'all');
  await expect.poll(() => tried.length, IN_TIME).toBeGreaterThanOrEqual(1000);
  await sql`select pg_sleep(1.2)`.execute(replica.store.db);

  expect(await heldLanes(replica)).toBe(MANY);
  expect(tried.length).toBeLessThan(MANY);
});

test('what a relay held that is gone is found by the sweep of another one', async () => {
  const seen: string[] = [];
  const { find, isHeld } = instance(doHead(seen));
  const gone = await start(find, { isHeld });
  for (const lane of ['lane-0', 'lane-1']) await gone.add(lane, '0');
  await expect.poll(() => heldLanes(gone), IN_TIME).toBe(2);
  await gone.stop();

  const replica = await start(doHead(seen));

  await expect.poll(() => seen.toSorted(), IN_TIME).toEqual(['lane-0 0', 'lane-1 0']);
  await expect.poll(() => heldLanes(replica), IN_TIME).toBe(0);
});

test('L3 the lanes of a relay that died go on when its lease has run out', async () => {
  const seen: string[] = [];
  const dead = await openPostgres({ url: new Secret(url), maxConnections: 2 });
  await dead.db
    .transaction()
    .execute((transaction) => claimLeases(transaction, ['lane-0'], 'a relay that died', 1500));
  await dead.close();

  const replica = await start(doHead(seen));
  await replica.add('lane-0', 'left behind');
  await expect.poll(() => waiting(replica), IN_TIME).toBe(0);

  expect(seen).toEqual(['lane-0 left behind']);
});

test('D1 a lane whose end could not be written goes on when the database is back', async () => {
  const seen: string[] = [];
  let failures = 0;
  const work: Work = async (lane, replica) => {
    const outcome = await doHead(seen)(lane, replica);
    if (seen.length === 1) failures = 3;
    return outcome;
  };
  const replica = await start(work, { isAway: () => failures-- > 0 });

  await replica.add('lane-0', '0');
  await replica.add('lane-0', '1').catch(() => undefined);
  await expect.poll(() => seen, IN_TIME).toEqual(inOrder(1, 2));
});

test('L3 a lease that is held is not taken over, however long the work takes', async () => {
  const seen: string[] = [];
  const isReleased = Promise.withResolvers<void>();
  let starts = 0;
  const work = doHead(seen, () => {
    starts += 1;
    return isReleased.promise;
  });
  const [first, second] = [
    await start(work, { leaseMs: 600 }),
    await start(work, { leaseMs: 600 }),
  ];
  await first.add('lane-0', '0');
  await expect.poll(() => starts, IN_TIME).toBe(1);

  const until = async (): Promise<number> => {
    const row = await second.store.db.selectFrom('lane_lease').select('until').executeTakeFirst();
    return row?.until ?? 0;
  };
  const first3 = (await until()) + 3 * 600;
  await expect.poll(until, IN_TIME).toBeGreaterThan(first3);
  second.lanes.wake(['lane-0']);
  isReleased.resolve();
  await expect.poll(() => seen, IN_TIME).toEqual(['lane-0 0']);

  expect(starts).toBe(1);
});

test('L6 a relay that stood still past its lease writes nothing for the lane, and sends nothing', async () => {
  const seen: string[] = [];
  const stands = Promise.withResolvers<void>();
  const failures: unknown[] = [];
  const slow: Work = async (lane, replica) => {
    await stands.promise;
    try {
      replica.leases.assertHeld();
      expect.unreachable('it would have sent');
    } catch (error) {
      failures.push(error);
    }
    return doHead(seen)(lane, replica).catch((error: unknown) => {
      failures.push(error);
      return { kind: 'empty' };
    });
  };
  const stale = await start(slow, { leaseMs: 1000, sweepEveryMs: 100_000 });
  await stale.add('lane-0', '0');
  const lease = () => stale.store.db.selectFrom('lane_lease').select('fence').executeTakeFirst();
  await expect.poll(lease, IN_TIME).toBeDefined();
  // As if nothing of it had run meanwhile: its lease is over and another one's is there.
  await stale.store.db.transaction().execute(async (transaction) => {
    await transaction.updateTable('lane_lease').set({ until: 0 }).execute();
    expect(await claimLeases(transaction, ['lane-0'], 'another relay', 60_000)).toHaveLength(1);
  });
  // Its next renewal tells it, or its own clock when that comes late.
  await sql`select pg_sleep(1.5)`.execute(stale.store.db);
  stands.resolve();
  await expect.poll(() => failures.length, IN_TIME).toBe(2);

  expect(failures).toMatchObject([{ code: 'LEASE_LOST' }, { code: 'LEASE_LOST' }]);
  expect(seen).toEqual([]);
  expect(await waiting(stale)).toBe(1);
  await stale.store.db.deleteFrom('lane_lease').execute();
});

test('a lane that its relay lost and claimed anew stays its own when the first run ends late', async () => {
  const ends = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let starts = 0;
  const work: Work = async () => {
    starts += 1;
    await ends[starts - 1]?.promise;
    return { kind: 'empty' };
  };
  const replica = await start(work, { leaseMs: 2000 });
  await replica.add('lane-0', '0');
  await expect.poll(() => starts, IN_TIME).toBe(1);
  // As after an outage of the database that was longer than a lease: nothing could be renewed.
  await replica.store.db.deleteFrom('lane_lease').execute();
  const tokens = await openLaneTokens(replica.store.db);
  await tokens.send(replica.store.db, [{ lane: 'lane-0', delayMs: 0 }]);
  await expect.poll(() => starts, IN_TIME).toBe(2);

  ends[0]?.resolve();
  await sql`select pg_sleep(4)`.execute(replica.store.db);

  expect(starts).toBe(2);
  await replica.store.db.deleteFrom('job').execute();
  ends[1]?.resolve();
  await tokens.stop();
});

test.each([
  ['the same relay', true, 1],
  // Whoever finds the lane busy has its token.
  ['another relay', false, 2],
])('what %s takes in while a lane runs is done right after', async (_which, isSame, tokens) => {
  const looked = Promise.withResolvers<void>();
  const seen: string[] = [];
  // Either may be the one that gets the token.
  let first: Replica | undefined;
  const work: Work = async (lane, replica) => {
    if (first !== undefined) return doHead(seen)(lane, replica);
    first = replica;
    await looked.promise;
    return { kind: 'empty' };
  };
  await start(work, unswept);
  await start(work, unswept);
  await replicas[0]?.add('lane-0', '0');
  await expect.poll(() => first, IN_TIME).toBeDefined();

  await replicas.find((one) => (one === first) === isSame)?.add('lane-0', '1');
  await expect.poll(() => taken.length, IN_TIME).toBeGreaterThanOrEqual(tokens);
  looked.resolve();

  await expect.poll(() => seen, IN_TIME).toEqual(inOrder(1, 2));
});

test('D1 wake-ups that could not be written go with the next ones', async () => {
  const seen: string[] = [];
  let failures = 1;
  const replica = await start(doHead(seen), { ...unswept, isAway: () => failures-- > 0 });

  await replica.add('lane-0', '0');
  await expect.poll(() => failures, IN_TIME).toBeLessThan(1);
  await replica.add('lane-1', '0');

  await expect.poll(() => seen.toSorted(), IN_TIME).toEqual(inOrder(2, 1));
});

test('a lane is not taken over while its holder commits, though its lease has run out', async () => {
  const { store } = await start(async () => ({ kind: 'empty' }), unswept);
  const claim = (owner: string) =>
    store.db
      .transaction()
      .execute((transaction) => claimLeases(transaction, ['lane-x'], owner, 60_000));
  const [lease] = await claim('holder');
  if (lease === undefined) throw new TypeError('The lane is taken.');
  await store.db.updateTable('lane_lease').set({ until: 0 }).execute();
  const claimed: unknown[] = [];

  const taking = await store.db.transaction().execute(async (transaction) => {
    expect([...(await keepLeases(transaction, [lease]))]).toEqual([lease.fence]);
    const claiming = claim('another').then((leases) => claimed.push(leases));
    const isTold = async () => (await waitingForLocks({ store })) > 0 || claimed.length > 0;
    await expect.poll(isTold, IN_TIME).toBe(true);
    expect(claimed).toEqual([]);
    return { claiming };
  });
  await taking.claiming;

  expect(claimed).toMatchObject([[{ lane: 'lane-x' }]]);
  await store.db.deleteFrom('lane_lease').execute();
});

test('a lane that becomes a held one while a claim waits for its holder is not claimed', async () => {
  const { store } = await start(async () => ({ kind: 'empty' }), unswept);
  const claim = (owner: string) =>
    store.db
      .transaction()
      .execute((transaction) => claimLeases(transaction, ['lane-x', 'lane-y'], owner, 60_000));
  const leases = await claim('holder');

  const taking = await store.db.transaction().execute(async (transaction) => {
    await holdLanes(transaction, [{ lane: 'lane-x', hold: 'an instance' }]);
    await releaseLeases(transaction, leases);
    const claiming = claim('another');
    await expect.poll(() => waitingForLocks({ store }), IN_TIME).toBe(1);
    return { claiming };
  });

  expect(await taking.claiming).toMatchObject([{ lane: 'lane-y' }]);
  const left = await store.db.selectFrom('lane_lease').select('lane').execute();
  expect(left).toEqual([{ lane: 'lane-y' }]);
  await store.db.deleteFrom('lane_lease').execute();
  await store.db.deleteFrom('held_lane').execute();
});

test('D12 as many leases as a relay may have are renewed and let go at once, though the table was empty when it was last looked at', async () => {
  const { store } = await start(async () => ({ kind: 'empty' }), unswept);
  const lanes = Array.from({ length: 4_800 }, (_one, nth) => `lane-${nth}`);
  const claim = () =>
    store.db.transaction().execute((transaction) => claimLeases(transaction, lanes, 'relay', 1));
  await claim();
  await store.db.deleteFrom('lane_lease').execute();
  // As autovacuum does after a quiet hour: the planner goes by no row until it comes by again.
  await sql`analyze lane_lease`.execute(store.db);

  const startedAt = performance.now();
  const leases = await claim();
  expect((await renewLeases(store.db, leases, 0)).size).toBe(4_800);
  const again = await claim();
  await store.db.transaction().execute(async (transaction) => {
    expect((await releaseLeases(transaction, again)).size).toBe(4_800);
  });

  // A tenth of a second each; with each lease looked for among all of them it was more than ten.
  expect(performance.now() - startedAt).toBeLessThan(4_000);
});

test('D12 a thousand of many held lanes are let go at once, though none was held when the table was last looked at', async () => {
  const { store } = await start(async () => ({ kind: 'empty' }), {
    ...unswept,
    isHeld: () => true,
  });
  await holdMany(store.db, 100);
  await store.db.deleteFrom('held_lane').execute();
  await sql`analyze held_lane`.execute(store.db);
  await holdMany(store.db, 85_000);

  const startedAt = performance.now();
  await store.db.transaction().execute(async (transaction) => {
    expect(await letLanesGo(transaction, 'instance', FIRST_PLACE, 1_000)).toHaveLength(1_000);
  });

  // A hundredth of a second; with each of them looked for among all it was twenty.
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});

test('a stop releases its lanes, and another relay goes on at once', async () => {
  const seen: string[] = [];
  const [first, second] = [
    await start(doHead(seen), { leaseMs: 60_000 }),
    await start(doHead(seen), { leaseMs: 60_000 }),
  ];
  for (let job = 0; job < 30; job += 1) await first.add('lane-0', String(job));

  await first.stop();
  await expect.poll(() => waiting(second), IN_TIME).toBe(0);

  expect(seen).toEqual(inOrder(1, 30));
});

test('a lane that has to wait comes when it is due, from whichever relay', async () => {
  let isDue = false;
  const seen: string[] = [];
  const work: Work = async (lane, replica) => {
    if (!isDue) {
      isDue = true;
      return { kind: 'later', delayMs: 300 };
    }
    return doHead(seen)(lane, replica);
  };
  const replica = await start(work, { sweepEveryMs: 100_000 });

  await replica.add('lane-0', '0');

  await expect.poll(() => seen, IN_TIME).toEqual(['lane-0 0']);
});

test('a lane that sleeps is looked into at once when something older than its head is due again', async () => {
  let runs = 0;
  const replica = await start(async () => {
    runs += 1;
    return { kind: 'later', delayMs: 3_600_000 };
  }, unswept);
  await replica.add('lane-0', '0');
  await expect.poll(() => delayedTokens(replica), IN_TIME).toBe(1);

  replica.lanes.wake([], undefined, ['lane-0']);

  await expect.poll(() => runs, IN_TIME).toBe(2);
  await expect.poll(() => delayedTokens(replica), IN_TIME).toBe(1);
});

test('a lane that runs is looked into again when something older than its head is due meanwhile', async () => {
  let runs = 0;
  const ends = Promise.withResolvers<void>();
  const replica = await start(async () => {
    runs += 1;
    await ends.promise;
    return { kind: 'later', delayMs: 3_600_000 };
  }, unswept);
  await replica.add('lane-0', '0');
  await expect.poll(() => runs, IN_TIME).toBe(1);

  replica.lanes.wake([], undefined, ['lane-0']);
  ends.resolve();

  await expect.poll(() => runs, IN_TIME).toBe(2);
});

async function delayedTokens({ store }: Replica): Promise<number> {
  const { rows } = await sql`
    select from alert_relay_lanes.job where start_after > now()`.execute(store.db);
  return rows.length;
}

test('L16 what comes for a lane that waits among thousands goes with what is new', async () => {
  const seen: string[] = [];
  const replica = await start(doHead(seen), { concurrency: 1, sweepEveryMs: 300 });
  const old = Array.from({ length: 400 }, (_one, number) => `lane-${number}`);
  await createGroupCommit(
    replica.store,
    () => undefined,
  )((unit) =>
    enqueue(
      unit,
      old.map((lane) => ({
        id: `old ${lane}`,
        workspace: 'default',
        kind: 'events.apply',
        lane,
        subject: 'old',
        now: 1,
      })),
    ),
  );
  await expect.poll(() => seen.length, IN_TIME).toBeGreaterThan(10);
  const lane = old.findLast((one) => !seen.includes(`${one} old`)) ?? '';

  await replica.add(lane, 'new');
  const before = seen.length;
  await expect.poll(() => seen, IN_TIME).toContain(`${lane} new`);

  expect(seen.indexOf(`${lane} old`)).toBeLessThan(before + 30);
});

test('what is released again while its lanes are let go is looked for from the start', async () => {
  const tried: string[] = [];
  const replica = await start(async (lane) => {
    tried.push(lane);
    return { kind: 'empty' };
  }, unswept);
  const { db } = replica.store;
  const hold = 'instance';
  const holdOne = (lane: string) =>
    db.transaction().execute((transaction) => holdLanes(transaction, [{ lane, hold }]));
  const tokens = await openLaneTokens(db);
  await holdOne('lane-1');
  await db.transaction().execute(async (transaction) => {
    // Whoever sends a token of this lane waits.
    await tokens.send(transaction, [{ lane: 'lane-1', delayMs: 0 }]);
    replica.lanes.release(hold, 'all');
    await expect.poll(() => waitingForLocks(replica), IN_TIME).toBe(1);
    await holdOne('lane-0');
    replica.lanes.release(hold, 'all');
  });

  await expect.poll(() => tried.toSorted(), IN_TIME).toEqual(['lane-0', 'lane-1']);
});

async function waitingForLocks({ store }: Pick<Replica, 'store'>): Promise<number> {
  const { rows } = await sql`select from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(store.db);
  return rows.length;
}

test('D11 relays that start at once on an empty database all get their tokens', async () => {
  const empty = await createSampleDatabase('template0');
  const open = async (): Promise<Store> =>
    openPostgres({ url: new Secret(empty), maxConnections: 3 });
  const stores = await Promise.all([1, 2, 3, 4].map(open));

  const tokens = await Promise.all(stores.map(({ db }) => openLaneTokens(db)));
  await Promise.all(
    stores.map(async ({ db }, index) => tokens[index]?.send(db, [{ lane: 'lane-0', delayMs: 0 }])),
  );
  const taken = await Promise.all(
    stores.map(({ db }, index) =>
      db.transaction().execute(async (transaction) => tokens[index]?.take(transaction, 8) ?? []),
    ),
  );

  expect(taken.flat()).toEqual(['lane-0']);
  await Promise.all(tokens.map((one) => one.stop()));
  await Promise.all(stores.map((store) => store.close()));
});

test('of lanes that run, those that wait for an answer from outside make room for others', async () => {
  let away = 0;
  const answers: (() => void)[] = [];
  const started: string[] = [];
  const work = async (lane: string): Promise<LaneOutcome> => {
    started.push(lane);
    await new Promise<void>((resolve) => answers.push(resolve));
    return { kind: 'empty' };
  };
  const limits = { concurrency: 5, mostInHand: 2, countAway: () => away };
  const replica = await start(work, { ...unswept, ...limits });
  for (const lane of ['1', '2', '3', '4', '5', '6', '7']) await replica.add(lane, lane);
  await expect.poll(() => started.length, IN_TIME).toBe(2);

  away = 2;
  replica.lanes.wake([]);
  await expect.poll(() => started.length, IN_TIME).toBe(4);

  // Whatever is away, no more run than may run at all.
  away = 5;
  replica.lanes.wake([]);
  await expect.poll(() => started.length, IN_TIME).toBe(5);

  away = 0;
  const answerAll = () => {
    for (const answer of answers.splice(0)) answer();
    return started.length;
  };
  await expect.poll(answerAll, IN_TIME).toBe(7);
  answerAll();
});
