import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  afterAnswer,
  decideBacklog,
  decideBatch,
  type EndedCall,
  fullLimit,
  hasRoomAgain,
  isUrgent,
} from './call-plan.ts';

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

const ended = (over: Partial<EndedCall> = {}): EndedCall => ({
  commands: 1,
  startedAt: 1000,
  endedAt: 1050,
  wasTooMuch: false,
  ...over,
});

test('the limit halves at a call too many and comes back one by one', () => {
  let limit = fullLimit(32);
  const limits: number[] = [];

  for (const wasTooMuch of [true, true, ...Array.from({ length: 17 }, () => false)]) {
    limit = afterAnswer(limit, ended({ wasTooMuch }), 32);
    limits.push(limit.limit);
  }

  expect(limits.slice(0, 2)).toEqual([16, 8]);
  expect(limits.at(-1)).toBe(10);
});

test('a slow call takes a quarter of the limit, and those that were under way with it nothing more', () => {
  let limit = afterAnswer(fullLimit(32), ended(), 32);
  const slow = { startedAt: 2000, endedAt: 2600 };

  limit = afterAnswer(limit, ended(slow), 32);
  expect(limit.limit).toBe(24);
  limit = afterAnswer(limit, ended({ ...slow, endedAt: 2700 }), 32);
  expect(limit.limit).toBe(24);
  limit = afterAnswer(limit, ended({ startedAt: 2800, endedAt: 3400 }), 32);
  expect(limit.limit).toBe(18);
});

test.each([
  ['the noise of a fast instance', 5, 100, 32],
  ['twice as long and a little', 300, 690, 32],
  ['much longer', 300, 710, 24],
])('%s: %i ms, then %i ms', (_what, fastest, later, expected) => {
  let limit = afterAnswer(fullLimit(32), ended({ endedAt: 1000 + fastest }), 32);
  limit = afterAnswer(limit, ended({ startedAt: 2000, endedAt: 2000 + later }), 32);

  expect(limit.limit).toBe(expected);
});

test('a large call is held against large ones', () => {
  let limit = afterAnswer(fullLimit(32), ended(), 32);
  limit = afterAnswer(limit, ended({ commands: 100, startedAt: 2000, endedAt: 2800 }), 32);

  expect(limit.limit).toBe(32);
});

test('an instance that is slower from now on gets all its calls again', () => {
  let limit = afterAnswer(fullLimit(8), ended(), 8);
  for (let call = 1; call <= 2000; call += 1) {
    limit = afterAnswer(limit, ended({ startedAt: call * 1000, endedAt: call * 1000 + 400 }), 8);
  }

  expect(limit.limit).toBe(8);
});

/** Calls queue where more are sent than the instance does at once; each takes 300 ms of its own. */
test.each([1, 2, 4, 8, 16])(
  'of an instance that does %i calls at once it finds that out',
  (does) => {
    const free = Array.from({ length: does }, () => 0);
    const underWay: EndedCall[] = [];
    const limits: number[] = [];
    let limit = fullLimit(64);
    let now = 0;
    for (let call = 0; call < 5000; call += 1) {
      while (underWay.length < limit.limit) {
        const slot = free.indexOf(Math.min(...free));
        const endedAt = Math.max(now, free[slot] ?? 0) + 300;
        free[slot] = endedAt;
        underWay.push(ended({ startedAt: now, endedAt }));
      }
      const first = underWay.toSorted((one, other) => one.endedAt - other.endedAt)[0] ?? ended();
      underWay.splice(underWay.indexOf(first), 1);
      now = first.endedAt;
      limit = afterAnswer(limit, first, 64);
      limits.push(limit.limit);
    }

    const settled = limits.slice(1000);
    // As many as it does at once, so that it is never idle, and not many times more, however long it lasts.
    expect(Math.min(...settled)).toBeGreaterThanOrEqual(does);
    expect(Math.max(...settled)).toBeLessThanOrEqual(does * 3 + 1);
  },
);

test('the limit stays within its bounds', () => {
  const call = fc.record({
    commands: fc.integer({ min: 1, max: 200 }),
    startedAt: fc.nat(10_000),
    endedAt: fc.integer({ min: 10_000, max: 20_000 }),
    wasTooMuch: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(call), fc.integer({ min: 1, max: 64 }), (answers, atOnce) => {
      let limit = fullLimit(atOnce);
      for (const answer of answers) limit = afterAnswer(limit, answer, atOnce);

      expect(limit.limit).toBeGreaterThanOrEqual(1);
      expect(limit.limit).toBeLessThanOrEqual(atOnce);
    }),
  );
});

test.each([
  ['nothing is under way', 4000, undefined, { kind: 'keep' }],
  ['few wait, however long', 200, 60_000, { kind: 'keep' }],
  ['many wait behind a call that began just now', 201, 0, { kind: 'look-again', inMs: 5000 }],
  ['and behind one that is nearly slow', 201, 4900, { kind: 'look-again', inMs: 100 }],
  ['and behind one that is slow', 201, 5000, { kind: 'give-back', allBut: 200 }],
  ['and behind one that has been for long', 4000, 60_000, { kind: 'give-back', allBut: 200 }],
])('what waits for an instance: %s', (_name, longest, oldestCallMs, expected) => {
  expect(decideBacklog({ longest, oldestCallMs })).toEqual(expected);
});

test.each([
  [0, true],
  [100, true],
  [101, false],
  [200, false],
])('when %i still wait, what was given back may come: %s', (longest, expected) => {
  expect(hasRoomAgain(longest)).toBe(expected);
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
