import { expect, test } from 'vitest';
import { createRateLimit } from './rate-limit.ts';

function setUp() {
  let now = 1_000_000;
  const limit = createRateLimit({ now: () => now });
  return { limit, pass: (ms: number) => (now += ms) };
}

test('a burst goes at once, then one after another at the rate', () => {
  const { limit, pass } = setUp();

  const waits = Array.from({ length: 11 }, (_, index) => limit.take('tool', 60, `${index}`));

  expect(waits).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1000]);
  pass(1000);
  expect(limit.take('tool', 60, '10')).toBe(0);
  expect(limit.take('tool', 60, '11')).toBe(1000);
});

test('keys do not wait for each other', () => {
  const { limit } = setUp();

  expect(limit.take('a', 1, 'first')).toBe(0);
  expect(limit.take('a', 1, 'second')).toBe(60_000);
  expect(limit.take('b', 1, 'second')).toBe(0);
});

test('what is not used is not saved up beyond the burst', () => {
  const { limit, pass } = setUp();
  limit.take('tool', 6, 'first');

  pass(3_600_000);

  expect(limit.take('tool', 6, 'second')).toBe(0);
  expect(limit.take('tool', 6, 'third')).toBe(10_000);
});

test('a key that nobody asks for any more, such as a deleted tool, is forgotten with all who waited', () => {
  const { limit, pass } = setUp();
  for (let who = 0; who < 50; who += 1) limit.take('deleted', 60, `${who}`);
  limit.take('stays', 60, 'a');
  expect(limit.size()).toBe(2);

  // Its last turn, and as much as one may come late.
  pass(40_000 + 600_000);
  limit.take('stays', 60, 'b');
  const stillAwaited = limit.size();
  pass(1001);
  limit.take('stays', 60, 'c');

  expect(stillAwaited).toBe(2);
  expect(limit.size()).toBe(1);
});

/** Each asks until it may go, and comes back when it is told to. */
function letGo(count: number, perMinute: number) {
  let now = 1_000_000;
  const limit = createRateLimit({ now: () => now });
  const waiting = Array.from({ length: count }, (_, index) => ({ who: `${index}`, at: now }));
  const went: { readonly who: string; readonly at: number }[] = [];
  let asked = 0;
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    now = next.at;
    asked += 1;
    const waitMs = limit.take('tool', perMinute, next.who);
    if (waitMs === 0) went.push(next);
    else {
      const at = now + Math.min(waitMs, 3_600_000);
      const place = waiting.findLastIndex((other) => other.at <= at) + 1;
      waiting.splice(place, 0, { who: next.who, at });
    }
  }
  return { went, asked, ms: now - 1_000_000 };
}

test('of many who wait each comes back for its turn, and all go at the rate, in the order in which they asked', () => {
  const { went, asked, ms } = letGo(2000, 60);

  expect(went.map(({ who }) => Number(who))).toEqual(Array.from({ length: 2000 }, (_, i) => i));
  expect(ms).toBe((2000 - 10) * 1000);
  expect(asked).toBeLessThan(2 * 2000);
});

test('more than have a turn come back when those before have gone', () => {
  const { went, asked, ms } = letGo(25_000, 1200);

  expect(went).toHaveLength(25_000);
  expect(ms).toBeLessThan(2 * (25_000 / 1200) * 60_000);
  expect(asked).toBeLessThan(5 * 25_000);
});

test('a turn that nobody came for is forgotten, and who comes a little late has it', () => {
  const { limit, pass } = setUp();
  limit.take('tool', 1, 'first');
  limit.take('tool', 1, 'late');
  limit.take('tool', 1, 'too late');
  pass(60_000 + 599_000);
  expect(limit.take('tool', 1, 'late')).toBe(0);

  pass(121_000);
  limit.take('tool', 1, 'another');

  expect(limit.take('tool', 1, 'too late')).toBe(60_000);
});

test('who is a little late has its turn although others wait behind it', () => {
  const { limit, pass } = setUp();
  for (const who of ['first', 'late', 'third', 'fourth']) limit.take('tool', 1, who);

  pass(61_000);

  expect(limit.take('tool', 1, 'late')).toBe(0);
});

test('who went and comes again is counted again', () => {
  const { limit } = setUp();

  expect(limit.take('tool', 1, 'same')).toBe(0);
  expect(limit.take('tool', 1, 'same')).toBe(60_000);
});

test('whoever finds no turn any more takes none away from those who come after', () => {
  const { limit } = setUp();
  for (let who = 0; who < 10_010; who += 1) limit.take('tool', 60, `${who}`);

  expect(limit.take('tool', 60, 'one')).toBe(10_001_000);
  expect(limit.take('tool', 60, 'another')).toBeLessThan(10_001_000);
});

test('those who find no turn any more do not all come back at once', () => {
  const { limit } = setUp();
  for (let who = 0; who < 10_100; who += 1) limit.take('tool', 600, `${who}`);

  const waits = Array.from({ length: 90_000 }, (_, index) => limit.take('tool', 600, `o${index}`));

  const seconds = Map.groupBy(waits, (ms) => Math.floor(ms / 1000));
  expect(Math.max(...[...seconds.values()].map(({ length }) => length))).toBeLessThan(400);
  // Before the last of those who have one has gone: the tool is not kept waiting.
  expect(Math.max(...waits)).toBe(1_000_100);
  expect(Math.min(...waits)).toBeGreaterThan(500_000);
});
