import fc from 'fast-check';
import { expect, test } from 'vitest';
import { afterAnswer, type CallLimit, decideBatch, isUrgent } from './call-plan.ts';

test.each([
  ['alone, a command goes at once', 1, 0, 1],
  ['what came together while nothing was under way goes together', 3, 0, 3],
  ['behind one call, a second waits', 1, 1, 0],
  ['four are enough for a second call', 4, 1, 4],
  ['and sixteen for a third', 15, 2, 0],
  ['and sixteen for a third', 16, 2, 16],
  ['a backlog fills every call', 20_000, 5, 100],
  ['up to the most at once', 20_000, 32, 0],
  ['nothing waits', 0, 0, 0],
])('%s', (_name, waiting, underWay, together) => {
  expect(decideBatch({ waiting, underWay, perCall: 100, atOnce: 32 })).toBe(together);
});

test('where a call takes one command, each goes as soon as there is room', () => {
  expect(decideBatch({ waiting: 5, underWay: 31, perCall: 1, atOnce: 32 })).toBe(1);
  expect(decideBatch({ waiting: 5, underWay: 32, perCall: 1, atOnce: 32 })).toBe(0);
});

test('something always goes when nothing is under way', () => {
  const many = fc.integer({ min: 1, max: 1000 });
  fc.assert(
    fc.property(many, many, many, (waiting, perCall, atOnce) => {
      const together = decideBatch({ waiting, underWay: 0, perCall, atOnce });

      expect(together).toBeGreaterThan(0);
      expect(together).toBeLessThanOrEqual(Math.min(waiting, perCall));
    }),
  );
});

test('the limit halves at a call too many and comes back one by one', () => {
  let limit: CallLimit = { limit: 32, good: 0 };
  const limits: number[] = [];

  for (const wasTooMuch of [true, true, ...Array.from({ length: 17 }, () => false)]) {
    limit = afterAnswer(limit, wasTooMuch, 32);
    limits.push(limit.limit);
  }

  expect(limits.slice(0, 2)).toEqual([16, 8]);
  expect(limits.at(-1)).toBe(10);
});

test('the limit stays within its bounds', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean()), fc.integer({ min: 1, max: 64 }), (answers, atOnce) => {
      let limit: CallLimit = { limit: atOnce, good: 0 };
      for (const wasTooMuch of answers) limit = afterAnswer(limit, wasTooMuch, atOnce);

      expect(limit.limit).toBeGreaterThanOrEqual(1);
      expect(limit.limit).toBeLessThanOrEqual(atOnce);
    }),
  );
});

test.each([
  [{ impact: '1', urgency: '1' }, true],
  [{ impact: '1', urgency: '2' }, false],
  [{ impact: '2', urgency: '1' }, false],
  [{ impact: '1' }, false],
  [{}, false],
])('%j goes before others: %s', (fields, expected) => {
  expect(isUrgent(fields)).toBe(expected);
});
