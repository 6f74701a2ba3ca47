import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Commit } from '../database/group-commit.ts';
import { openSampleStore, type SampleStore } from '../database/sample-store.ts';
import { pruneRegularly } from './prune-regularly.ts';

const HOUR = 3_600_000;
let store: SampleStore;

beforeEach(async () => {
  store = await openSampleStore();
});

afterEach(() => store.close());

/** As many hours pass. */
async function pass(hours: number, commit: Commit) {
  const said: string[] = [];
  const say = (_fields: object, message?: string) => void said.push(message ?? '');
  const clock = { at: Date.UTC(2026, 10, 20), now: () => clock.at };
  const endsAt = clock.at + hours * HOUR;
  const deps = { reading: store.reading, commit, clock, log: { info: say, error: say }, days: 30 };
  await pruneRegularly(
    { ...deps, hasWorkspace: () => true },
    {
      isStopped: () => clock.at > endsAt,
      wait: async (ms) => {
        clock.at += ms;
      },
    },
  );
  return said;
}

test('history is pruned once an hour', async () => {
  expect(await pass(2, store.commit)).toEqual(['history pruned', 'history pruned']);
});

test('a store that refuses it is asked again an hour later', async () => {
  let isFull = true;
  const commit: Commit = (...given) => {
    if (!isFull) return store.commit(...given);
    isFull = false;
    return Promise.reject(new Error('database or disk is full'));
  };

  expect(await pass(2, commit)).toEqual(['history could not be pruned', 'history pruned']);
});
