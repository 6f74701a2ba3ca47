import { expect, test } from 'vitest';
import { createRateLimit } from './rate-limit.ts';

function setUp() {
  let now = 1_000_000;
  const limit = createRateLimit({ now: () => now });
  return { limit, pass: (ms: number) => (now += ms) };
}

test('a burst goes at once, then one after another at the rate', () => {
  const { limit, pass } = setUp();

  const waits = Array.from({ length: 11 }, () => limit.take('tool', 60));

  expect(waits).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1000]);
  pass(1000);
  expect(limit.take('tool', 60)).toBe(0);
  expect(limit.take('tool', 60)).toBe(1000);
});

test('keys do not wait for each other', () => {
  const { limit } = setUp();

  expect([limit.take('a', 1), limit.take('a', 1), limit.take('b', 1)]).toEqual([0, 60_000, 0]);
});

test('what is not used is not saved up beyond the burst', () => {
  const { limit, pass } = setUp();
  limit.take('tool', 6);

  pass(3_600_000);

  expect([limit.take('tool', 6), limit.take('tool', 6)]).toEqual([0, 10_000]);
});
