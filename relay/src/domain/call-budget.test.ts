import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  afterAnswer,
  type CallBudget,
  leftOf,
  nextCallAt,
  type WantedCall,
} from './call-budget.ts';

const HOUR = 3_600_000;
const NOON = 12 * HOUR;
const budget = (used: number, over: Partial<CallBudget> = {}): CallBudget => ({
  limit: 100,
  resetAt: NOON + HOUR,
  used,
  ...over,
});
const wanted = (over: Partial<WantedCall> = {}): WantedCall => ({
  now: NOON,
  cost: 1,
  underWay: 0,
  isUrgent: false,
  lastAt: NOON,
  ...over,
});

test.each([
  ['the first half goes as it is needed', budget(10), wanted(), NOON],
  ['up to its last call', budget(49), wanted(), NOON],
  ['then what is left but a fifth is spread over the hour', budget(50), wanted(), NOON + HOUR / 30],
  ['calls under way count', budget(40), wanted({ underWay: 10 }), NOON + HOUR / 30],
  [
    'late in the hour there is more for each minute',
    budget(50),
    wanted({ now: NOON + HOUR / 2, lastAt: 0 }),
    NOON + HOUR / 2,
  ],
  [
    'a command of several calls waits for as many turns',
    budget(50),
    wanted({ cost: 3 }),
    NOON + HOUR / 10,
  ],
  ['priority 1 does not wait', budget(79), wanted({ isUrgent: true }), NOON],
  ['the last fifth is for priority 1', budget(80), wanted(), NOON + HOUR],
  ['which takes all of it', budget(99), wanted({ isUrgent: true }), NOON],
  ['and not more', budget(100), wanted({ isUrgent: true }), NOON + HOUR],
  ['nor half of a command', budget(98), wanted({ isUrgent: true, cost: 3 }), NOON + HOUR],
  ['for a whole one it does', budget(97), wanted({ isUrgent: true, cost: 3 }), NOON],
  [
    'what others may have is for whole ones',
    budget(78),
    wanted({ cost: 3, lastAt: 0 }),
    NOON + HOUR,
  ],
  ['down to the last', budget(77), wanted({ cost: 3, lastAt: 0 }), NOON],
  ['the first half is for whole ones too', budget(47), wanted({ cost: 3 }), NOON],
  [
    'and what begins in it may not end beyond',
    budget(48),
    wanted({ cost: 3 }),
    NOON + (HOUR * 3) / 32,
  ],
  ['the next hour is another one', budget(100), wanted({ now: NOON + HOUR }), NOON + HOUR],
  [
    'a limit below the cost of a command lets one through',
    budget(0, { limit: 2 }),
    wanted({ cost: 3 }),
    NOON,
  ],
])('%s', (_what, given, call, at) => {
  expect(nextCallAt(given, call)).toBe(at);
});

test('answers are counted by the hour that they name', () => {
  const named = { limit: 100, resetAt: NOON + HOUR, isRefused: false };
  const first = afterAnswer(undefined, named);
  const second = afterAnswer(first, { ...named, resetAt: NOON + HOUR + 900 });
  const next = afterAnswer(second, { ...named, resetAt: NOON + 2 * HOUR });

  expect([first, second, next].map(({ used }) => used)).toEqual([1, 2, 1]);
});

test('a refusal says that nothing is left, whatever we counted', () => {
  const refused = { limit: 100, resetAt: NOON + HOUR, isRefused: true };

  expect(leftOf(afterAnswer(budget(3), refused), NOON)).toMatchObject({
    left: 0,
    isRationed: true,
  });
  expect(leftOf(afterAnswer(budget(3), refused), NOON + HOUR)).toMatchObject({
    left: 100,
    isRationed: false,
  });
});

test.each([
  ['half of the limit', 50, { left: 50, isRationed: false }],
  ['less than half', 51, { left: 49, isRationed: true }],
  ['more than there was', 101, { left: 0, isRationed: true }],
])('people are told of calls that wait for their turn: %s', (_what, used, expected) => {
  expect(leftOf(budget(used), NOON)).toMatchObject(expected);
});

/** Whoever asks, and whenever: who goes when `nextCallAt` says so is not refused. */
test('no hour sees more calls than its limit, and priority 1 finds a fifth of them', () => {
  const ask = fc.record({
    afterMs: fc.integer({ min: 0, max: HOUR / 20 }),
    isUrgent: fc.boolean(),
    cost: fc.integer({ min: 1, max: 4 }),
  });
  fc.assert(
    fc.property(
      fc.integer({ min: 20, max: 400 }),
      fc.array(ask, { minLength: 50, maxLength: 600 }),
      (limit, asks) => {
        let now = NOON;
        let lastAt = 0;
        let known: CallBudget | undefined;
        const calls = new Map<number, { all: number; others: number }>();
        for (const { afterMs, isUrgent, cost } of asks) {
          now += afterMs;
          const call = { now, cost, underWay: 0, isUrgent, lastAt };
          if (known !== undefined && nextCallAt(known, call) > now) continue;
          if (!isUrgent) lastAt = now;
          const hour = Math.floor(now / HOUR);
          const seen = calls.get(hour) ?? { all: 0, others: 0 };
          seen.all += cost;
          if (!isUrgent) seen.others += cost;
          calls.set(hour, seen);
          const headers = { limit, resetAt: (hour + 1) * HOUR, isRefused: seen.all > limit };
          for (let answer = 0; answer < cost; answer += 1) known = afterAnswer(known, headers);
        }
        for (const { all, others } of calls.values()) {
          expect(all).toBeLessThanOrEqual(limit);
          expect(others).toBeLessThanOrEqual(limit - Math.ceil(limit * 0.2));
        }
      },
    ),
  );
});

test('what is rationed lasts until the end of the hour', () => {
  let known = budget(50);
  let lastAt = NOON;
  const at: number[] = [];
  for (let now = NOON; now < NOON + HOUR; now += 1000) {
    if (nextCallAt(known, wanted({ now, lastAt })) > now) continue;
    at.push(now - NOON);
    lastAt = now;
    known = { ...known, used: known.used + 1 };
  }

  expect(at.length).toBeGreaterThanOrEqual(28);
  expect(at.length).toBeLessThanOrEqual(30);
  // As many in each third of it.
  expect(at.filter((ms) => ms < HOUR / 3).length).toBeLessThanOrEqual(11);
  expect(at.filter((ms) => ms > (HOUR * 2) / 3).length).toBeGreaterThanOrEqual(8);
});
