import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSampleStore, type SampleStore } from '../database/sample-store.ts';
import { RelayError } from '../lib/errors.ts';
import { createIds } from '../lib/ids.ts';
import { createArrivals } from './arrivals.ts';
import { enqueue } from './enqueue.ts';
import { createJobReads } from './head.ts';
import type { JobHandler } from './job.ts';
import { sampleHandlers } from './sample-handlers.ts';
import { createWorker } from './worker.ts';

const newId = createIds(() => 1);
const done: JobHandler = async () => ({ record: async () => undefined, facts: {} });

let store: SampleStore;
let isFull: boolean;
let lines: string[];
let warnings: object[];
let now: number;

beforeEach(async () => {
  store = await openSampleStore();
  isFull = false;
  lines = [];
  warnings = [];
  now = 1;
});

afterEach(() => store.close());

function createTestWorker(handler: JobHandler) {
  const say = (_fields: object, message?: string) => lines.push(message ?? '');
  return createWorker({
    reads: createJobReads(store.db),
    commit: (unit, options) =>
      isFull ? Promise.reject(new Error('database or disk is full')) : store.commit(unit, options),
    arrivals: createArrivals(0),
    handlers: sampleHandlers(handler),
    recordDead: async () => ({ isBlocking: false }),
    clock: { now: () => now },
    newId,
    chance: () => 0,
    log: {
      info: say,
      warn: (fields: object, message?: string) => {
        warnings.push(fields);
        say(fields, message);
      },
      error: say,
    },
  });
}

/** One job for each of these lanes. */
function add(lanes: readonly string[], now = 1): Promise<void> {
  const job = { workspace: 'default', kind: 'events.apply', subject: 's', now } as const;
  return store.commit((unit) =>
    enqueue(
      unit,
      lanes.map((lane) => ({ ...job, id: newId(), lane })),
    ),
  );
}

test('a store that takes no outcomes is told of once, not for every lane, and so is its return', async () => {
  const work = createTestWorker(done);
  const all = ['lane-1', 'lane-2', 'lane-3'];
  await add(all);

  isFull = true;
  // Each is tried again a little later.
  for (const lane of [...all, ...all])
    expect(await work(lane)).toEqual({ kind: 'later', delayMs: 1000 });
  isFull = false;
  for (const lane of all) await work(lane);

  expect(lines.filter((line) => line !== 'attempt')).toEqual([
    'the outcome of a job could not be written',
    'outcomes of jobs are written again',
  ]);
});

test('a lane with more than are looked at together is not left before all are done', async () => {
  const work = createTestWorker(async (_job, following) => ({
    record: async () => undefined,
    facts: {},
    alsoDone: following,
  }));
  await add(Array.from({ length: 101 }, () => 'a lane'));

  expect(await work('a lane')).toEqual({ kind: 'empty' });

  expect(await store.db.selectFrom('job').select('id').execute()).toEqual([]);
});

test.each<[string, RelayError]>([
  ['is refused', new RelayError('SERVICENOW_WRITE_REFUSED', 'No.')],
  [
    'fails in the app',
    new RelayError('SERVICENOW_UNAVAILABLE', 'No.', { details: { problem: 'internal' } }),
  ],
  ['fails by a bug of ours', new RelayError('BUG', 'No.')],
])('of what %s together those before the one to blame are done alone', async (_case, error) => {
  const tried: string[][] = [];
  const work = createTestWorker(async (job, following) => {
    tried.push([job, ...following].map(({ subject }) => subject));
    if (tried.at(-1)?.includes('to blame') === true) throw error;
    return done(job, following);
  });
  await add(['a lane', 'a lane', 'a lane']);
  const [, second = ''] = await idsOf();
  await store.db.updateTable('job').set({ subject: 'to blame' }).where('id', '=', second).execute();

  await work('a lane');

  expect(tried.slice(0, 2)).toEqual([['s', 'to blame', 's'], ['s']]);
});

test('what was lost to another relay is settled there: no attempt is burned, no line of its own', async () => {
  const work = createTestWorker(() => Promise.reject(new RelayError('LEASE_LOST', 'on purpose')));
  await add(['a lane']);

  expect(await work('a lane')).toEqual({ kind: 'empty' });

  expect(await store.db.selectFrom('attempt').select('code').execute()).toEqual([]);
  expect(await store.db.selectFrom('job').select(['attempt', 'code']).execute()).toEqual([
    { attempt: 0, code: null },
  ]);
  expect(lines).toEqual(['another relay went on with a lane']);
});

test('D8 what was stamped by a clock that was ahead is done at once', async () => {
  const work = createTestWorker(done);
  await add(['a lane'], 86_400_000);

  expect(await work('a lane')).toEqual({ kind: 'empty' });

  expect(await store.db.selectFrom('job').select('id').execute()).toEqual([]);
});

test('D8 what fails waits before its next try, also where the clock that stamped it is ahead of the own one', async () => {
  let tries = 0;
  const work = createTestWorker(() => {
    tries += 1;
    return Promise.reject(
      new RelayError('SERVICENOW_OUTCOME_UNKNOWN', 'on purpose', { retryAfterMs: 75_000 }),
    );
  });
  await add(['a lane'], 600_000);

  expect(await work('a lane')).toEqual({ kind: 'later', delayMs: 75_000 });
  now += 75_000;
  await work('a lane');

  expect(tries).toBe(2);
});

test('D10 what a newer release began is left as it is, told of once for its kind, and looked at ever less', async () => {
  const work = createTestWorker(done);
  const lanes = ['lane-1', 'lane-2'];
  await add(lanes);
  await store.db.updateTable('job').set({ kind: 'newer.kind' }).execute();
  const before = await store.db.selectFrom('job').selectAll().execute();

  const delays: unknown[] = [];
  for (now of [1, 10_001, 86_400_001]) {
    for (const lane of lanes) delays.push(await work(lane));
  }

  expect(delays).toEqual(
    [1000, 1000, 10_000, 10_000, 600_000, 600_000].map((delayMs) => ({ kind: 'later', delayMs })),
  );
  expect(lines).toEqual(['work that only a newer release can do waits']);
  expect(warnings).toEqual([
    expect.objectContaining({ because: 'jobs of the kind "newer.kind" are not known here' }),
  ]);
  expect(await store.db.selectFrom('job').selectAll().execute()).toEqual(before);
});

test('D10 what stands before work that only a newer release can read is done', async () => {
  const handler: JobHandler = async (job, following) => {
    if ([job, ...following].some(({ subject }) => subject === 'newer')) {
      throw new RelayError('STORED_BY_NEWER_RELEASE', 'Not known.');
    }
    return done(job, following);
  };
  const work = createTestWorker(handler);
  await add(['a lane', 'a lane', 'a lane']);
  const [, second = ''] = await idsOf();
  await store.db.updateTable('job').set({ subject: 'newer' }).where('id', '=', second).execute();

  expect(await work('a lane')).toEqual({ kind: 'later', delayMs: 1000 });

  expect(await idsOf()).toHaveLength(2);
  expect(
    await store.db
      .selectFrom('job')
      .select(['id', 'attempt', 'state', 'code'])
      .orderBy('id')
      .limit(1)
      .execute(),
  ).toEqual([{ id: second, attempt: 0, state: 'waiting', code: 'STORED_BY_NEWER_RELEASE' }]);
});

test('D10 what only a newer release can read leaves one attempt and is looked at ever less, as it is due', async () => {
  const work = createTestWorker(refuseAsNewer);
  await add(['a lane', 'a lane']);

  const delays: unknown[] = [];
  for (now of [1, 10_001, 86_400_001]) delays.push(await work('a lane'));

  expect(delays).toEqual([1000, 10_000, 600_000].map((delayMs) => ({ kind: 'later', delayMs })));
  expect(await store.db.selectFrom('attempt').select(['at', 'code']).execute()).toEqual([
    { at: 1, code: 'STORED_BY_NEWER_RELEASE' },
  ]);
  expect(lines).toEqual(['attempt', 'work that only a newer release can do waits']);
  // Due as before: the newer release goes on with it as soon as it is there.
  expect(
    await store.db.selectFrom('job').select(['due_at', 'attempt', 'code']).orderBy('id').execute(),
  ).toEqual([
    { due_at: 1, attempt: 0, code: 'STORED_BY_NEWER_RELEASE' },
    { due_at: 1, attempt: 0, code: null },
  ]);
});

test('D10 what waits for a newer release is told of once for its reason, and again with ten times as many lanes', async () => {
  const work = createTestWorker(refuseAsNewer);
  const lanes = Array.from({ length: 120 }, (_, index) => `lane ${index}`);
  await add(lanes);

  for (now of [1, 60_001]) for (const lane of lanes) await work(lane);

  expect(warnings).toEqual(
    [1, 10, 100].map((count) => ({
      because: 'Not known.',
      lanes: count,
      cure: expect.stringContaining('install the newer release again'),
    })),
  );
});

const refuseAsNewer: JobHandler = () =>
  Promise.reject(new RelayError('STORED_BY_NEWER_RELEASE', 'Not known.'));

test('what waits for a person says so once, not each time that it is looked at', async () => {
  let code: 'CONFIGURATION_INVALID' | 'SECRET_UNAVAILABLE' = 'CONFIGURATION_INVALID';
  const work = createTestWorker(() =>
    Promise.reject(new RelayError(code, `Not now: ${now}`, { retryAfterMs: 60_000 })),
  );
  await add(['a lane']);

  for (now of [1, 100_000, 200_000]) await work('a lane');
  code = 'SECRET_UNAVAILABLE';
  for (now of [300_000, 400_000]) await work('a lane');

  expect(
    await store.db.selectFrom('attempt').select(['at', 'code']).orderBy('id').execute(),
  ).toEqual([
    { at: 1, code: 'CONFIGURATION_INVALID' },
    { at: 300_000, code: 'SECRET_UNAVAILABLE' },
  ]);
  expect(lines).toEqual(['attempt', 'attempt']);
  // What it waits for now stands with the job.
  expect(
    await store.db.selectFrom('job').select(['due_at', 'attempt', 'message']).execute(),
  ).toEqual([{ due_at: 460_000, attempt: 0, message: 'Not now: 400000' }]);
});

async function idsOf(): Promise<readonly string[]> {
  const rows = await store.db.selectFrom('job').select('id').orderBy('id').execute();
  return rows.map(({ id }) => id);
}

test('D10 a dead letter of a newer release holds its lane as any other', async () => {
  const work = createTestWorker(done);
  await add(['a lane']);
  await store.db.updateTable('job').set({ kind: 'newer.kind', state: 'blocking' }).execute();

  expect(await work('a lane')).toEqual({ kind: 'blocked' });

  expect(lines).toEqual([]);
});
