import { expect, test } from 'vitest';
import { openSampleStore } from '../database/sample-store.ts';
import { createIds } from '../lib/ids.ts';
import { createArrivals } from './arrivals.ts';
import { enqueue } from './enqueue.ts';
import { createJobReads } from './head.ts';
import { sampleHandlers } from './sample-handlers.ts';
import { createWorker } from './worker.ts';

test('a store that takes no outcomes is told of once, not for every lane, and so is its return', async () => {
  const store = await openSampleStore();
  const { commit } = store;
  const newId = createIds(() => 1);
  const lines: string[] = [];
  const say = (_fields: object, message?: string) => lines.push(message ?? '');
  let isFull = true;
  const handler = async () => ({ record: async () => undefined, facts: {} });
  const work = createWorker({
    reads: createJobReads(store.db),
    commit: (unit, options) =>
      isFull ? Promise.reject(new Error('database or disk is full')) : commit(unit, options),
    arrivals: createArrivals(0),
    handlers: sampleHandlers(handler),
    recordDead: async () => ({ isBlocking: false }),
    clock: { now: () => 1 },
    newId,
    chance: () => 0,
    log: { info: say, warn: say, error: say },
  });
  const all = ['lane-1', 'lane-2', 'lane-3'];
  const job = { workspace: 'default', kind: 'events.apply', subject: 's', now: 1 } as const;
  await commit((unit) =>
    enqueue(
      unit,
      all.map((lane) => ({ ...job, id: newId(), lane })),
    ),
  );

  for (const lane of [...all, ...all]) await work(lane);
  isFull = false;
  for (const lane of all) await work(lane);

  expect(lines.filter((line) => line !== 'attempt')).toEqual([
    'the outcome of a job could not be written',
    'outcomes of jobs are written again',
  ]);
  await store.close();
});
