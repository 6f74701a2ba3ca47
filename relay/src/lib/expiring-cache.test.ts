import { expect, test } from 'vitest';
import { createExpiringCache } from './expiring-cache.ts';

function setUp(maxEntries = 10) {
  const time = { now: 0 };
  const loads: string[] = [];
  const cache = createExpiringCache<string>({
    clock: { now: () => time.now },
    keepMs: 1_000,
    maxEntries,
  });
  const get = (key: string) =>
    cache.get(key, () => {
      loads.push(key);
      return Promise.resolve(`${key} at ${time.now}`);
    });
  return { time, loads, cache, get };
}

test('many who ask at once share one load', async () => {
  const { get, loads } = setUp();

  const values = await Promise.all(Array.from({ length: 100 }, () => get('a')));

  expect(new Set(values)).toEqual(new Set(['a at 0']));
  expect(loads).toEqual(['a']);
});

test('a value is kept for its time and loaded again after it', async () => {
  const { get, time } = setUp();
  await get('a');

  time.now = 999;
  expect(await get('a')).toBe('a at 0');
  time.now = 1_000;
  expect(await get('a')).toBe('a at 1000');
});

test('a failed load is not remembered, and all who waited for it see it', async () => {
  const { cache, get } = setUp();
  const fail = () => Promise.reject(new TypeError('down'));

  const outcomes = await Promise.allSettled([cache.get('a', fail), cache.get('a', fail)]);

  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await get('a')).toBe('a at 0');
});

test('the oldest entry makes room', async () => {
  const { get, loads } = setUp(2);

  for (const key of ['a', 'b', 'c', 'b', 'a']) await get(key);

  expect(loads).toEqual(['a', 'b', 'c', 'a']);
});
