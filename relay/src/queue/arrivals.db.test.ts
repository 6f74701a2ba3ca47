import { afterEach, beforeEach, expect, test } from 'vitest';
import { createGroupCommit } from '../database/group-commit.ts';
import { openSampleStore, type SampleStore } from '../database/sample-store.ts';
import { RelayError } from '../lib/errors.ts';
import { createIds } from '../lib/ids.ts';
import { type Arrivals, createArrivals, loadArrivals } from './arrivals.ts';
import { loadDepths } from './depth.ts';
import { type NewJob, toJobRow } from './enqueue.ts';
import { createJobReads, findHeads, isJobWaiting } from './head.ts';
import type { JobHandler } from './job.ts';
import { createLanes, type Lanes } from './lanes.ts';
import { sampleHandlers } from './sample-handlers.ts';
import { createWorker } from './worker.ts';

let store: SampleStore;
let arrivals: Arrivals;
let lanes: Lanes | undefined;
const newId = createIds(() => Date.now());
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

beforeEach(async () => {
  store = await openSampleStore();
  arrivals = createArrivals(100);
});

afterEach(async () => {
  await lanes?.stop();
  lanes = undefined;
  await store.close();
});

/** As the intake does it: remembered here, or in the index. */
async function take(lane: string, subject: string, how: 'arrives' | 'is indexed'): Promise<void> {
  const id = newId();
  const job = { id, workspace: 'w', lane, kind: 'events.apply', subject, now: 1 } as const;
  await insertJobs([job], how === 'arrives');
  if (how === 'arrives') arrivals.add([job]);
}

async function insertJobs(jobs: readonly NewJob[], arrived: boolean): Promise<void> {
  await store.db
    .insertInto('job')
    .values(jobs.map((job) => toJobRow(job, arrived)))
    .execute();
}

function createTestWorker(handler: JobHandler): ReturnType<typeof createWorker> {
  return createWorker({
    reads: createJobReads(store.db),
    commit: createGroupCommit(store, (woken) => lanes?.wake(woken)),
    arrivals,
    handlers: sampleHandlers(handler),
    recordDead: async () => ({ isBlocking: false }),
    clock: { now: () => Date.now() },
    newId,
    chance: () => 0,
    retryPolicy: { maxAttempts: 3, firstDelayMs: 5, maxDelayMs: 10 },
    log: silent,
  });
}

/** Lanes that do what they find, nobody wakes them, until so many jobs were tried and what became of each is recorded. */
async function runLanes(
  { until, maxReady }: { readonly until: number; readonly maxReady?: number },
  handler: JobHandler,
): Promise<void> {
  const enough = Promise.withResolvers<void>();
  let tried = 0;
  const counting: JobHandler = (job, following) => {
    tried += 1;
    if (tried === until) enough.resolve();
    return handler(job, following);
  };
  lanes = createLanes({
    run: createTestWorker(counting),
    findLanes: async () => [],
    arrivedLanes: arrivals.lanes,
    isHeld: () => false,
    concurrency: 2,
    sweepEveryMs: 20,
    ...(maxReady === undefined ? {} : { maxReady }),
    onError: (error) => {
      throw error;
    },
  });
  lanes.start();
  await enough.promise;
  await lanes.stop();
}

const subjectsOf = async (lane: string, remembered = arrivals): Promise<readonly string[]> =>
  (await findHeads(createJobReads(store.db), remembered, lane, 10)).map(({ subject }) => subject);

test('a lane does what arrived and what is in the index in the order in which it came', async () => {
  await take('a lane', '1', 'is indexed');
  await take('a lane', '2', 'arrives');
  await take('another lane', 'x', 'arrives');
  await take('a lane', '3', 'is indexed');
  await take('a lane', '4', 'arrives');

  expect(await subjectsOf('a lane')).toEqual(['1', '2', '3', '4']);
  expect(await loadDepths(store)).toMatchObject([{ waiting: 5, dead: 0 }]);
});

test('what arrived is found without having been woken, also where only few may be ready', async () => {
  const seen: string[] = [];
  for (let number = 0; number < 20; number += 1) await take(`lane ${number}`, 'x', 'arrives');

  await runLanes({ until: 20, maxReady: 4 }, async (job) => {
    seen.push(job.lane);
    return { record: async () => undefined, facts: {} };
  });

  expect(seen).toHaveLength(20);
  expect([...arrivals.lanes()]).toEqual([]);
  expect(arrivals.hasRoom()).toBe(true);
});

test('lanes that are named by a digest have one job, several, and one again, in order', async () => {
  const one = 'a'.repeat(64);
  const several = 'b'.repeat(64);
  await take(several, '1', 'arrives');
  await take(one, 'x', 'arrives');
  await take(several, '2', 'arrives');

  expect(await subjectsOf(one)).toEqual(['x']);
  expect(await subjectsOf(several)).toEqual(['1', '2']);
  expect([...arrivals.lanes()].toSorted()).toEqual([one, several]);

  const [first = '', second = ''] = arrivals.idsOf(several);
  arrivals.forget(several, new Set([first]));
  expect(arrivals.idsOf(several)).toEqual([second]);
  arrivals.forget(several, new Set([second]));
  arrivals.forget(one, new Set(arrivals.idsOf(one)));
  expect([...arrivals.lanes()]).toEqual([]);
  expect(arrivals.has(several)).toBe(false);
});

test('one that failed is tried again before what came after it, and is in the index then', async () => {
  const seen: string[] = [];
  let indexed: readonly string[] = [];
  await take('a lane', '1', 'arrives');
  await take('a lane', '2', 'arrives');

  await runLanes({ until: 4 }, async (job) => {
    seen.push(job.subject);
    if (seen.length === 2) indexed = await subjectsOf('a lane', createArrivals(0));
    if (seen.length < 3) throw new RelayError('SERVICENOW_UNAVAILABLE', 'not now');
    return { record: async () => undefined, facts: {} };
  });

  expect(seen).toEqual(['1', '1', '1', '2']);
  expect(indexed).toEqual(['1']);
});

test('a dead letter that is put back is found, though it once arrived', async () => {
  await take('a lane', '1', 'arrives');
  await runLanes({ until: 1 }, async () => {
    throw new RelayError('SERVICENOW_NOT_FOUND', 'never');
  });
  expect(await loadDepths(store)).toMatchObject([{ dead: 1, waiting: 0 }]);

  await store.db.updateTable('job').set({ state: 'waiting' }).execute();

  expect(await subjectsOf('a lane')).toEqual(['1']);
});

test('a relay that starts reads once what arrived before', async () => {
  await take('a lane', '1', 'arrives');
  await take('a lane', '2', 'arrives');

  arrivals = createArrivals(100);
  expect(await subjectsOf('a lane')).toEqual([]);
  await loadArrivals(store.db, arrivals);

  expect(await subjectsOf('a lane')).toEqual(['1', '2']);
});

test('D12 what is remembered is bounded, and room comes back', async () => {
  arrivals = createArrivals(2);
  await take('a lane', '1', 'arrives');
  expect(arrivals.hasRoom()).toBe(true);
  await take('a lane', '2', 'arrives');
  expect(arrivals.hasRoom()).toBe(false);

  await store.db.deleteFrom('job').where('subject', '=', '1').execute();

  expect(await subjectsOf('a lane')).toEqual(['2']);
  expect(arrivals.hasRoom()).toBe(true);
});

test('of more than are looked at together none is overtaken, and the lane does all of them', async () => {
  const seen: string[] = [];
  const names = Array.from({ length: 250 }, (_, number) => `${number}`);
  for (const name of names.slice(0, 230)) await take('a lane', name, 'arrives');
  for (const name of names.slice(230)) await take('a lane', name, 'is indexed');
  const worker = createTestWorker(async (job, following) => {
    const alsoDone = following.slice(0, 60);
    seen.push(...[job, ...alsoDone].map(({ subject }) => subject));
    return { record: async () => undefined, facts: {}, alsoDone };
  });

  await worker('a lane');

  expect(seen).toEqual(names);
});

test('what is in the index does not overtake what arrived, where those before were done elsewhere', async () => {
  for (const subject of ['1', '2', '3', '4']) await take('a lane', subject, 'arrives');
  await take('a lane', '5', 'is indexed');
  await store.db.deleteFrom('job').where('subject', 'in', ['1', '2']).execute();

  const heads = await findHeads(createJobReads(store.db), arrivals, 'a lane', 2);

  expect(heads.map(({ subject }) => subject)).toEqual(['3', '4']);
});

test('while the old ones are read any lane may have some, and new jobs go into the index', () => {
  const end = arrivals.startReading();
  expect([arrivals.hasRoom(), arrivals.has('a lane')]).toEqual([false, true]);

  end();

  expect([arrivals.hasRoom(), arrivals.has('a lane')]).toEqual([true, false]);
});

test('a start reads all of many that arrived before, and then takes new ones', async () => {
  const many = 4001;
  const job = { workspace: 'w', kind: 'events.apply', subject: 'x', now: 1 } as const;
  for (let start = 0; start < many; start += 1000) {
    const some = Array.from({ length: Math.min(1000, many - start) }, (_one, number) => ({
      ...job,
      id: newId(),
      lane: `lane ${start + number}`,
    }));
    await insertJobs(some, true);
  }
  arrivals = createArrivals(many + 1);

  await loadArrivals(store.db, arrivals);

  expect(new Set(arrivals.lanes()).size).toBe(many);
  expect([arrivals.hasRoom(), arrivals.has('no lane')]).toEqual([true, false]);
});

test('a dead letter is nothing that anybody waits for', async () => {
  await take('a lane', '1', 'is indexed');
  const { id } = await store.db.selectFrom('job').select('id').executeTakeFirstOrThrow();
  expect(await isJobWaiting(store.db, id)).toBe(true);

  await store.db.updateTable('job').set({ state: 'blocking' }).execute();

  expect(await isJobWaiting(store.db, id)).toBe(false);
});
