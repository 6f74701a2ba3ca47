import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createGroupCommit } from '../database/group-commit.ts';
import { openPostgres } from '../database/postgres.ts';
import { createSampleDatabase } from '../database/sample-store.ts';
import type { Store } from '../database/store.ts';
import { Secret } from '../lib/secret.ts';
import { claimLeases } from './lane-leases.ts';
import { createLeadTask, isTaskLed } from './lead-task.ts';
import { createLeaseContext } from './lease-context.ts';

let store: Store;

beforeEach(async () => {
  store = await openPostgres({ url: new Secret(await createSampleDatabase()), maxConnections: 4 });
});

afterEach(() => store.close());

/** As if this relay had stood still: its lease is over, and another one's is there. No renewal comes between. */
async function takeOver(name: string): Promise<void> {
  await store.db.transaction().execute(async (transaction) => {
    await transaction.updateTable('lane_lease').set({ until: 0 }).execute();
    expect(await claimLeases(transaction, [name], 'another relay', 60_000)).toHaveLength(1);
  });
}

test('L6 a relay that stood still in the middle of a task writes and sends no more of it', async () => {
  const leases = createLeaseContext();
  const commit = leases.fence(createGroupCommit(store, () => undefined));
  const sent: string[] = [];
  const failures: unknown[] = [];
  let isOver = false;
  const lead = createLeadTask(
    store,
    leases,
    { owner: 'this relay', leaseMs: 2000 },
    () => undefined,
  );
  const send = async () => {
    leases.assertHeld();
    sent.push('a note');
  };
  const fail = (error: unknown) => void failures.push(error);

  await lead('merge', { isStopped: () => isOver, wait: async () => undefined }, async () => {
    isOver = true;
    await send();
    await takeOver('task merge');
    await commit(async () => undefined).catch(fail);
    // Its next renewal tells it, or its own clock when that comes late.
    await sql`select pg_sleep(2)`.execute(store.db);
    await send().catch(fail);
  });

  expect(failures).toMatchObject([{ code: 'LEASE_LOST' }, { code: 'LEASE_LOST' }]);
  expect(sent).toEqual(['a note']);
});

test('a task that takes longer than its lease keeps it', async () => {
  const leases = createLeaseContext();
  const commit = leases.fence(createGroupCommit(store, () => undefined));
  const done: string[] = [];
  const lead = createLeadTask(
    store,
    leases,
    { owner: 'this relay', leaseMs: 2000 },
    () => undefined,
  );

  await lead(
    'poll',
    { isStopped: () => done.length > 0, wait: async () => undefined },
    async () => {
      await sql`select pg_sleep(3)`.execute(store.db);
      leases.assertHeld();
      done.push(await commit(async () => 'a watermark'));
    },
  );

  expect(done).toEqual(['a watermark']);
});

test('L6 a relay that lost a task is told to stop, and asks for it again', async () => {
  const leases = createLeaseContext();
  let isOver = false;
  let rounds = 0;
  const waits: number[] = [];
  const turn = {
    isStopped: () => isOver,
    wait: async (ms: number) => {
      waits.push(ms);
      isOver = true;
    },
  };
  const lead = createLeadTask(
    store,
    leases,
    { owner: 'this relay', leaseMs: 600 },
    () => undefined,
  );

  await lead('merge', turn, async ({ isStopped }) => {
    rounds += 1;
    await takeOver('task merge');
    while (!isStopped()) await sql`select pg_sleep(0.05)`.execute(store.db);
  });

  expect(rounds).toBe(1);
  expect(waits).toEqual([300]);
});

test('D1 a task whose lease cannot be asked for is asked for again, not at once', async () => {
  const failures: unknown[] = [];
  const waits: number[] = [];
  let isOver = false;
  const turn = {
    isStopped: () => isOver,
    wait: async (ms: number) => {
      waits.push(ms);
      await sql`alter table away rename to lane_lease`.execute(store.db);
    },
  };
  const lead = createLeadTask(
    store,
    createLeaseContext(),
    { owner: 'this relay', leaseMs: 2000 },
    (error) => failures.push(error),
  );
  await sql`alter table lane_lease rename to away`.execute(store.db);

  await lead('poll', turn, async () => {
    isOver = true;
  });

  expect(failures).toHaveLength(1);
  expect(waits).toEqual([1000]);
});

test('a task is led from its claim until its lease is let go or has run out, and no lane of jobs is one', async () => {
  const seen: boolean[] = [];
  let isOver = false;
  const lead = createLeadTask(
    store,
    createLeaseContext(),
    { owner: 'this relay', leaseMs: 60_000 },
    () => undefined,
  );
  await store.db.transaction().execute(async (transaction) => {
    await claimLeases(transaction, ['a lane'], 'this relay', 60_000);
  });

  seen.push(await isTaskLed(store));
  await lead('prune', { isStopped: () => isOver, wait: async () => undefined }, async () => {
    isOver = true;
    seen.push(await isTaskLed(store));
    await store.db
      .updateTable('lane_lease')
      .set({ until: await store.readTime() })
      .execute();
    seen.push(await isTaskLed(store));
    await takeOver('task prune');
    seen.push(await isTaskLed(store));
  });

  expect(seen).toEqual([false, true, false, true]);
});
