import { afterEach, expect, test } from 'vitest';
import type { Commit } from '../database/group-commit.ts';
import type { Db } from '../database/schema.ts';
import { RelayError } from '../lib/errors.ts';
import { createIds } from '../lib/ids.ts';
import { createArrivals } from './arrivals.ts';
import { enqueue } from './enqueue.ts';
import { findLanes } from './find-lanes.ts';
import { createJobReads } from './head.ts';
import type { Job, JobHandler } from './job.ts';
import type { Lanes, LanesDeps } from './lanes.ts';
import { replayJobs } from './replay.ts';
import { sampleHandlers } from './sample-handlers.ts';
import { createWorker } from './worker.ts';

/** A queue on a real store, with handlers that a test supplies. */
export interface QueueHarness {
  readonly db: Db;
  /** Calls back with the lanes to wake, and those to hasten. */
  createCommit(onWake: (lanes: ReadonlySet<string>, hastened: ReadonlySet<string>) => void): Commit;
  createLanes(deps: LanesDeps): Lanes;
}

const sample = { workspace: 'default', kind: 'events.apply' } as const;
const IN_TIME = { timeout: 10_000, interval: 10 };
/** For hundreds of jobs: beside other work a database takes ten seconds for them, and what counts is their order. */
const BY_AND_BY = { timeout: 60_000, interval: 10 };

/** What every queue of ours holds, whatever the store. */
export function describeQueue(harness: () => QueueHarness): void {
  const newId = createIds(() => Date.now());
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

  const started: Lanes[] = [];
  const failures: unknown[] = [];

  afterEach(async () => {
    await Promise.all(started.splice(0).map((lanes) => lanes.stop()));
    expect(failures.splice(0)).toEqual([]);
  });

  function start(handler: JobHandler, over: { isBlocking?: boolean; concurrency?: number } = {}) {
    const { db } = harness();
    const commit = harness().createCommit((woken, hastened) =>
      lanes.wake(woken, undefined, hastened),
    );
    let isHeld = true;
    const slept = new Set<string>();
    const worker = createWorker({
      reads: createJobReads(db),
      commit,
      arrivals: createArrivals(0),
      handlers: sampleHandlers(handler),
      recordDead: async () => ({ isBlocking: over.isBlocking ?? false }),
      clock: { now: () => Date.now() },
      newId,
      chance: () => 0,
      retryPolicy: { maxAttempts: 3, firstDelayMs: 20, maxDelayMs: 40 },
      log: silent,
    });
    const lanes: Lanes = harness().createLanes({
      async run(lane) {
        const outcome = await worker(lane);
        if (outcome.kind === 'later') slept.add(lane);
        return outcome;
      },
      findLanes: (after, limit) => findLanes(db, after, limit),
      arrivedLanes: () => [],
      isHeld: () => isHeld,
      concurrency: over.concurrency ?? 8,
      sweepEveryMs: 50,
      onError: (error) => failures.push(error),
    });
    started.push(lanes);
    const add = (lane: string, subject: string): Promise<void> =>
      commit((unit) => enqueue(unit, [{ ...sample, id: newId(), lane, subject, now: Date.now() }]));
    const release = (howMany: 'all' | 'one') => {
      isHeld = howMany === 'one';
      lanes.release('an instance', howMany);
    };
    return { lanes, add, commit, release, slept };
  }

  const done = { record: async () => undefined, facts: {} };

  async function waiting(): Promise<number> {
    const rows = await harness().db.selectFrom('job').select('id').execute();
    return rows.length;
  }

  test('jobs of one lane run one at a time, in order', async () => {
    const seen: string[] = [];
    let isBusy = false;
    const { lanes, add } = start(async (job) => {
      expect(isBusy).toBe(false);
      isBusy = true;
      await new Promise(setImmediate);
      seen.push(job.subject);
      isBusy = false;
      return done;
    });
    lanes.start();

    for (let number = 0; number < 50; number += 1) await add('one lane', String(number));
    await expect.poll(waiting, IN_TIME).toBe(0);
    await lanes.stop();

    expect(seen).toEqual(Array.from({ length: 50 }, (_one, number) => String(number)));
  });

  test('lanes run side by side, within the limit', async () => {
    let running = 0;
    let most = 0;
    const full = Promise.withResolvers<void>();
    const { lanes, add } = start(
      async () => {
        running += 1;
        most = Math.max(most, running);
        if (running === 3) full.resolve();
        await full.promise;
        await new Promise(setImmediate);
        running -= 1;
        return done;
      },
      { concurrency: 3 },
    );

    await Promise.all(Array.from({ length: 30 }, (_one, number) => add(`lane ${number}`, 'x')));
    lanes.start();
    await expect.poll(waiting, IN_TIME).toBe(0);
    await lanes.stop();

    expect(most).toBe(3);
  });

  test('a failing head is tried again before its successors; other lanes go on', async () => {
    const seen: string[] = [];
    let failures = 0;
    const { lanes, commit } = start(async ({ subject }) => {
      if (subject === 'first' && failures < 2) {
        failures += 1;
        throw new RelayError('SERVICENOW_BUSY', 'busy on purpose');
      }
      seen.push(subject);
      return done;
    });
    lanes.start();

    // Together, so that none is done before the last one is there.
    const jobs = [
      ['a', 'first'],
      ['a', 'second'],
      ['b', 'other'],
    ] as const;
    await commit((unit) =>
      enqueue(
        unit,
        jobs.map(([lane, subject]) => ({ ...sample, id: newId(), lane, subject, now: Date.now() })),
      ),
    );
    await expect.poll(waiting, IN_TIME).toBe(0);
    await lanes.stop();

    expect(seen).toEqual(['other', 'first', 'second']);
  });

  test('L14 what cannot be retried becomes a dead letter with its reason, and the lane goes on', async () => {
    const seen: string[] = [];
    const { lanes, add } = start(async ({ subject }) => {
      if (subject === 'poison') throw new RelayError('SERVICENOW_REJECTED', 'refused on purpose');
      seen.push(subject);
      return done;
    });
    lanes.start();

    await add('a', 'poison');
    await add('a', 'next');
    await expect.poll(() => seen, IN_TIME).toEqual(['next']);
    await lanes.stop();

    expect(await harness().db.selectFrom('job').selectAll().execute()).toMatchObject([
      { subject: 'poison', state: 'dead', code: 'SERVICENOW_REJECTED', attempt: 1 },
    ]);
  });

  test('a blocking dead letter holds its lane', async () => {
    const seen: string[] = [];
    const { lanes, add } = start(
      async ({ subject }) => {
        seen.push(subject);
        if (subject === 'create') throw new RelayError('SERVICENOW_REJECTED', 'on purpose');
        return done;
      },
      { isBlocking: true },
    );
    lanes.start();

    await add('a', 'create');
    await add('a', 'update');
    await add('b', 'other');
    const states = async () =>
      (await harness().db.selectFrom('job').select('state').orderBy('seq').execute()).map(
        ({ state }) => state,
      );
    await expect.poll(states, IN_TIME).toEqual(['blocking', 'waiting']);
    // More than once where it had company first.
    const tries = seen.length;
    await add('a', 'another update');
    await add('c', 'the last');
    await expect.poll(() => seen, IN_TIME).toContain('the last');
    await lanes.stop();

    expect([...new Set(seen)].toSorted()).toEqual(['create', 'other', 'the last']);
    expect(seen.length).toBe(tries + 1);
    expect(await waiting()).toBe(3);
  });

  test('a stage may do along what follows in the lane, and no more', async () => {
    const tries: string[][] = [];
    const { lanes, add } = start(async ({ subject }, following) => {
      tries.push([subject, ...following.map((job) => job.subject)]);
      return { ...done, alsoDone: following.slice(0, 2) };
    });

    for (const subject of ['1', '2', '3', '4']) await add('a', subject);
    lanes.start();
    await expect.poll(waiting, IN_TIME).toBe(0);
    await lanes.stop();

    expect(tries).toEqual([['1', '2', '3', '4'], ['4']]);
    expect(await harness().db.selectFrom('attempt').selectAll().execute()).toHaveLength(4);
  });

  test.each([
    ['of another kind', { kind: 'link.compare' }, [['1', '2'], ['3'], ['4']]],
    ['of a kind that a newer release began', { kind: 'newer.kind' }, [['1', '2']]],
    [
      'that failed before',
      { attempt: 1, code: 'SERVICENOW_BUSY' },
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    ['that is due later', { due_at: Date.now() + 86_400_000 }, [['1', '2']]],
  ] as const)('a job %s is no company, and nothing overtakes it', async (_of, values, expected) => {
    const tries: string[][] = [];
    const { lanes, add } = start(async ({ subject }, following) => {
      tries.push([subject, ...following.map((job) => job.subject)]);
      return { ...done, alsoDone: following };
    });

    // Where relays share a store, a lane that waits keeps its token after the test.
    const lane = JSON.stringify(values);
    for (const subject of ['1', '2', '3', '4']) await add(lane, subject);
    await harness().db.updateTable('job').set(values).where('subject', '=', '3').execute();
    lanes.start();
    await expect.poll(() => tries, IN_TIME).toEqual(expected);
    await lanes.stop();

    expect(await waiting()).toBe(4 - expected.flat().length);
  });

  test('a pause burns no attempt: a failure after two of them is the first', async () => {
    let tries = 0;
    const { lanes, add } = start(async () => {
      tries += 1;
      if (tries > 3) return done;
      const code = tries > 2 ? 'SERVICENOW_BUSY' : 'SERVICENOW_RATE_LIMITED';
      throw new RelayError(code, 'not now');
    });
    await add('a', 'x');

    lanes.start();
    await expect.poll(waiting, IN_TIME).toBe(0);
    await lanes.stop();

    expect(tries).toBe(4);
    expect(await harness().db.selectFrom('job').select('id').execute()).toEqual([]);
  });

  test('what is refused in company is tried alone, and only the culprit is buried', async () => {
    const alone: string[] = [];
    const { lanes, add } = start(async ({ subject }, following) => {
      const subjects = [subject, ...following.map((job) => job.subject)];
      if (subjects.length === 1) alone.push(subject);
      if (subjects.includes('poison')) throw new RelayError('SERVICENOW_REJECTED', 'on purpose');
      return { ...done, alsoDone: following };
    });

    for (const subject of ['1', 'poison', '3']) await add('a', subject);
    lanes.start();
    await expect.poll(waiting, IN_TIME).toBe(1);
    await lanes.stop();

    expect(alone).toEqual(['1', 'poison', '3']);
    expect(await harness().db.selectFrom('job').selectAll().execute()).toMatchObject([
      { subject: 'poison', state: 'dead' },
    ]);
  });

  test('what was tried together and had no answer is tried together again: it may have been done', async () => {
    const tries: number[] = [];
    const { lanes, add } = start(async (_job, following) => {
      tries.push(following.length);
      if (tries.length === 1) throw new RelayError('SERVICENOW_UNAVAILABLE', 'on purpose');
      return { ...done, alsoDone: following };
    });

    for (const subject of ['1', '2', '3']) await add('a', subject);
    lanes.start();
    await expect.poll(waiting, IN_TIME).toBe(0);
    await lanes.stop();

    expect(tries).toEqual([2, 2]);
  });

  test('L14 a bug in a stage is retried, then kept as a dead letter', async () => {
    let attempts = 0;
    const { lanes, add } = start(async () => {
      attempts += 1;
      throw new TypeError('a bug on purpose');
    });
    lanes.start();

    await add('a', 'x');
    await expect.poll(() => attempts, IN_TIME).toBe(3);
    await lanes.stop();

    const [dead] = await harness().db.selectFrom('job').selectAll().execute();
    expect(dead).toMatchObject({ state: 'dead', code: 'BUG' });
    expect(await harness().db.selectFrom('attempt').selectAll().execute()).toHaveLength(3);
  });

  test('D8 what waits after a failure is due when the clock steps back a day; what shall wait from the start waits', async () => {
    const seen: string[] = [];
    const { lanes, add } = start(async ({ subject }) => {
      seen.push(subject);
      return done;
    });
    const tomorrow = Date.now() + 86_400_000;
    const { db } = harness();
    const putOff = async (lane: string, values: { attempt: number; code: string | null }) => {
      await add(lane, lane);
      await db
        .updateTable('job')
        .set({ ...values, due_at: tomorrow })
        .where('lane', '=', lane)
        .execute();
    };
    await putOff('failed', { attempt: 1, code: 'SERVICENOW_BUSY' });
    // A pause burns no attempt.
    await putOff('paused', { attempt: 0, code: 'SERVICENOW_RATE_LIMITED' });
    await putOff('held up', { attempt: 0, code: null });

    lanes.start();
    await expect.poll(() => seen.toSorted(), IN_TIME).toEqual(['failed', 'paused']);
    await lanes.stop();

    expect(await db.selectFrom('job').select('lane').execute()).toEqual([{ lane: 'held up' }]);
  });

  test('work that nobody woke is found by the sweep', async () => {
    const seen: Job[] = [];
    const { lanes } = start(async (job) => {
      seen.push(job);
      return done;
    });
    const silentCommit = harness().createCommit(() => undefined);
    lanes.start();

    await silentCommit((unit) =>
      enqueue(unit, [
        {
          id: newId(),
          workspace: 'default',
          lane: 'forgotten',
          kind: 'change.apply',
          subject: 'x',
          now: Date.now(),
        },
      ]),
    );
    await expect.poll(waiting, IN_TIME).toBe(0);
    await lanes.stop();

    expect(seen).toMatchObject([{ lane: 'forgotten', kind: 'change.apply' }]);
  });

  test('what is recorded and what completes the job are one', async () => {
    let attempts = 0;
    const { lanes, add } = start(async () => {
      attempts += 1;
      const isFirst = attempts === 1;
      return {
        facts: {},
        record: async ({ db }) => {
          await db.deleteFrom('attempt').execute();
          if (isFirst) throw new TypeError('the record fails on purpose');
        },
      };
    });
    lanes.start();

    await add('a', 'x');
    await expect.poll(waiting, IN_TIME).toBe(0);
    await lanes.stop();

    expect(attempts).toBe(2);
  });

  test('lanes of a held connection are not tried, burn no attempt, and follow when one got through', async () => {
    let isAway = true;
    const tried: string[] = [];
    const { lanes, add, release } = start(async ({ lane }) => {
      tried.push(lane);
      if (!isAway) return done;
      throw new RelayError('CONNECTION_HELD', 'held on purpose', {
        details: { hold: 'an instance' },
      });
    });
    lanes.start();
    await Promise.all(['a', 'b', 'c'].map((lane) => add(lane, 'x')));
    await expect.poll(() => tried.length, IN_TIME).toBe(3);

    release('one');
    await expect.poll(() => tried.length, IN_TIME).toBe(4);
    isAway = false;
    release('all');
    await expect.poll(waiting, IN_TIME).toBe(0);
    await lanes.stop();

    expect(tried).toHaveLength(7);
    expect(await harness().db.selectFrom('attempt').select('code').execute()).toEqual([
      { code: 'OK' },
      { code: 'OK' },
      { code: 'OK' },
    ]);
  });

  test('L16 what comes while thousands of dead letters are replayed does not wait behind them, nor they behind it', async () => {
    const seen: string[] = [];
    const added: Promise<void>[] = [];
    const { lanes, add, commit } = start(async ({ subject }) => {
      seen.push(subject);
      if (subject === 'new') added.push(add(`lane ${seen.length}`, 'new'));
      return done;
    });
    const silentCommit = harness().createCommit(() => undefined);
    const old = Array.from({ length: 800 }, (_one, number) => `old ${number}`);
    await silentCommit((unit) =>
      enqueue(
        unit,
        old.map((lane) => ({ ...sample, id: newId(), lane, subject: 'old', now: Date.now() })),
      ),
    );
    await harness().db.updateTable('job').set({ state: 'dead' }).execute();
    lanes.start();

    await commit((unit) => replayJobs(unit, { workspace: sample.workspace }));
    await expect.poll(() => seen.length, BY_AND_BY).toBeGreaterThan(250);
    const before = seen.length;
    for (let number = 0; number < 8; number += 1) await add(`new ${number}`, 'new');
    const countOld = () => seen.filter((subject) => subject === 'old').length;
    await expect.poll(countOld, BY_AND_BY).toBe(old.length);
    await lanes.stop();
    await Promise.all(added);

    expect(seen.slice(0, before + 200)).toContain('new');
  }, 150_000);

  test.each([1, 300])(
    'L14 a dead letter that is replayed with %s others is tried at once, also where what follows in its lane is due much later',
    async (others) => {
      const seen: string[] = [];
      // Tokens outlive a test: each has lanes of its own.
      const sleeping = `sleeping beside ${others}`;
      const { lanes, commit, slept } = start(async ({ subject }) => {
        seen.push(subject);
        return done;
      });
      const letter = (lane: string) => ({ ...sample, id: newId(), lane, now: Date.now() });
      await harness().createCommit(() => undefined)((unit) =>
        enqueue(unit, [
          ...Array.from({ length: others }, (_one, number) => ({
            ...letter(`other ${number}`),
            subject: 'other',
          })),
          { ...letter(sleeping), subject: 'replayed' },
        ]),
      );
      await harness().db.updateTable('job').set({ state: 'dead' }).execute();
      lanes.start();
      await commit((unit) =>
        enqueue(unit, [
          { ...letter(sleeping), subject: 'later', dueAt: Date.now() + 3_600_000 },
          { ...letter('awake'), subject: 'awake' },
        ]),
      );
      await expect.poll(() => seen, IN_TIME).toEqual(['awake']);
      await expect.poll(() => slept.has(sleeping), IN_TIME).toBe(true);

      await commit((unit) => replayJobs(unit, { workspace: sample.workspace }));

      await expect.poll(() => seen, IN_TIME).toContain('replayed');
      expect(seen).not.toContain('later');
    },
  );

  test('a stop lets running jobs end and starts no other', async () => {
    const seen: string[] = [];
    const { lanes, add } = start(
      async ({ subject }) => {
        await new Promise(setImmediate);
        seen.push(subject);
        return done;
      },
      { concurrency: 1 },
    );
    for (let number = 0; number < 100; number += 1) await add(`lane ${number}`, String(number));
    lanes.start();
    await expect.poll(() => seen.length, IN_TIME).toBeGreaterThan(0);

    await lanes.stop();
    const atStop = seen.length;
    const left = await waiting();

    expect(left).toBe(100 - atStop);
  });
}
