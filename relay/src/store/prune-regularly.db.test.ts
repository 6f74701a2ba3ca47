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
async function pass(hours: number, commit: Commit, chance = 0) {
  const said: string[] = [];
  const say = (_fields: object, message?: string) => void said.push(message ?? '');
  const clock = { at: Date.UTC(2026, 10, 20), now: () => clock.at };
  const endsAt = clock.at + hours * HOUR;
  const deps = { reading: store.reading, commit, clock, log: { info: say, error: say }, days: 30 };
  await pruneRegularly(
    { ...deps, hasWorkspace: () => true, chance: () => chance },
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

test('the first time comes some minutes after the start, since a relay may not live for an hour', async () => {
  expect(await pass(1 / 15, store.commit)).toEqual([]);
  expect(await pass(1 / 10, store.commit)).toEqual(['history pruned']);
});

test('relays that were started together do not prune together', async () => {
  expect(await pass(1 / 10, store.commit, 0.5)).toEqual([]);
  expect(await pass(1 / 6, store.commit, 0.9)).toEqual(['history pruned']);
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
