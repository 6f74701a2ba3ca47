import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSampleStore, type SampleStore } from '../database/sample-store.ts';
import { createJobReads } from './head.ts';

let store: SampleStore;

beforeEach(async () => {
  store = await openSampleStore();
});

afterEach(() => store.close());

const addJobs = (count: number) =>
  sql`insert into job (id, workspace, lane, kind, subject, state, arrived, attempt, due_at, created_at)
    select number, 'main', 'lane-' || number, 'events.apply', number, 'waiting', 0, 0, 0, 0
    from generate_series(1, ${count}) as number`.execute(store.db);

test('D12 which lanes have work is known at once among many, though none had any when the table was last looked at', async () => {
  await addJobs(10);
  await store.db.deleteFrom('job').execute();
  // As autovacuum does after a quiet hour: the planner goes by no row until it comes by again.
  await sql`analyze job`.execute(store.db);
  await addJobs(150_000);
  const { findIndexed } = createJobReads(store.db);

  const startedAt = performance.now();
  for (let turn = 0; turn < 50; turn += 1) {
    const lanes = Array.from({ length: 64 }, (_one, nth) => `lane-${turn * 3000 + nth}`);
    const found = await Promise.all(lanes.map((lane) => findIndexed(lane, 100)));
    expect(found.flat().map(({ lane }) => lane)).toEqual(turn === 0 ? lanes.slice(1) : lanes);
  }

  // A seventh of a second; with all jobs read for each question it was five.
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});

test('the next jobs of lanes that start together are one question, and each gets as many as it asked for', async () => {
  await addJobs(64);
  await sql`insert into job (id, workspace, lane, kind, subject, state, arrived, attempt, due_at, created_at)
    select 'more-' || number, 'main', 'lane-1', 'events.apply', number, 'waiting', 0, 0, 0, 0
    from generate_series(1, 3) as number`.execute(store.db);
  let questions = 0;
  const counted = store.db.withPlugin({
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      questions += 1;
      return result;
    },
  });
  const { findIndexed } = createJobReads(counted);
  const ask = async (lane: string, limit: number) =>
    (await findIndexed(lane, limit)).map(({ id }) => id);

  const found = await Promise.all([
    ask('lane-1', 2),
    ask('lane-1', 100),
    ask('of nothing', 100),
    ...Array.from({ length: 63 }, async (_one, nth) => ask(`lane-${nth + 2}`, 100)),
  ]);

  expect(found.slice(0, 4)).toEqual([
    ['1', 'more-1'],
    ['1', 'more-1', 'more-2', 'more-3'],
    [],
    ['2'],
  ]);
  expect(found.flat()).toHaveLength(2 + 4 + 63);
  expect(questions).toBe(1);
});
