import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  afterAnswer,
  allowedWhileSlow,
  decideBacklog,
  decideBatch,
  type EndedCall,
  fullLimit,
  hasRoomAgain,
  isPlenty,
  isUrgent,
  perCallOf,
  roomFor,
} from './call-plan.ts';
import { sampleConnection } from './samples.ts';

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
  const traffic = { waiting, underWay, perCall: 100, atOnce: 32, room: 3200, isRest: false };

  expect(decideBatch(traffic)).toBe(together);
});

test.each([
  ['goes beside the calls that are under way', 20, 3200, 7],
  ['not beside as many as there may be', 32, 3200, 0],
  ['and as far as there is room', 20, 3, 3],
  ['not without room', 20, 0, 0],
])('what is left behind a full call %s', (_name, underWay, room, together) => {
  const traffic = { waiting: 7, underWay, perCall: 100, atOnce: 32, room, isRest: true };

  expect(decideBatch(traffic)).toBe(together);
});

test.each([
  ['a call that has no room waits, however many others there may be', 5, 99, 0],
  ['one that has just room goes', 5, 100, 100],
  ['a first call goes as far as there is room', 0, 7, 7],
  ['and with one command where there is none', 0, 0, 1],
])('%s', (_name, underWay, room, together) => {
  const traffic = { waiting: 20_000, underWay, perCall: 100, atOnce: 32, room, isRest: false };

  expect(decideBatch(traffic)).toBe(together);
});

test('where a call takes one command, each goes as soon as there is room', () => {
  const traffic = { waiting: 5, perCall: 1, atOnce: 32, room: 3200, isRest: false };

  expect(decideBatch({ ...traffic, underWay: 31 })).toBe(1);
  expect(decideBatch({ ...traffic, underWay: 32 })).toBe(0);
});

test.each([
  ['as many as all calls take are not more than that', 3200, 100, false],
  ['one more is', 3201, 100, true],
  ['calls of one command take few', 33, 1, true],
])('%s', (_name, waiting, perCall, isMore) => {
  expect(isPlenty({ waiting, perCall, atOnce: 32 })).toBe(isMore);
});

test('something always goes when nothing is under way', () => {
  const many = fc.integer({ min: 1, max: 1000 });
  fc.assert(
    fc.property(
      many,
      many,
      many,
      fc.nat(1000),
      fc.boolean(),
      (waiting, perCall, atOnce, room, isRest) => {
        const together = decideBatch({ waiting, underWay: 0, perCall, atOnce, room, isRest });

        expect(together).toBeGreaterThan(0);
        expect(together).toBeLessThanOrEqual(Math.min(waiting, perCall));
      },
    ),
  );
});

test.each([
  ['nobody has anything under way', 0, 0, 3200],
  ['it has all that one may have', 3200, 3200, 0],
  ['it has one call, and nobody else has', 100, 100, 3100],
  ['another has all that one may have', 0, 3200, 1066],
  ['two share evenly', 1920, 3840, 0],
  ['it has more than its share, since another came later', 3200, 4000, 0],
  ['nothing is left', 0, 4800, 0],
])('of 4,800 lanes, %s: room for more', (_name, own, inCalls, room) => {
  expect(roomFor(own, { most: 4800, inCalls, connections: 2 })).toBe(room);
});

test.each([
  ['one slow instance keeps two calls', 1, 3200, 200],
  ['two keep less, so that half of what is left is there for others', 2, 3840, 120],
  ['and one beside many that answer', 20, 3200, 20],
  ['no lane is left', 3, 4800, 0],
  ['its last call has ended', 0, 0, 200],
])('while an instance is slow: %s', (_name, connections, inCalls, allowed) => {
  expect(allowedWhileSlow({ most: 4800, inCalls, connections })).toBe(allowed);
});

const MOST_LANES = 4800;

interface Silent {
  readonly perCall: number;
  readonly atOnce: number;
}

/** Each has no end of commands, and what is under way never comes back. */
function fallSilent(silent: readonly Silent[], how: 'at once' | 'one by one') {
  const lines = silent.map((calls) => ({ ...calls, waiting: 20_000, underWay: 0, own: 0 }));
  let inCalls = 0;
  const sendOne = (line: (typeof lines)[number]): boolean => {
    const room = roomFor(line.own, { most: MOST_LANES, inCalls, connections: lines.length });
    const sent = decideBatch({ ...line, room, isRest: false });
    if (sent > 0) line.underWay += 1;
    line.own += sent;
    inCalls += sent;
    return sent > 0;
  };
  const groups = how === 'at once' ? [lines] : lines.map((line) => [line]);
  for (const group of groups) while (group.filter(sendOne).length > 0);
  const kept = allowedWhileSlow({ most: MOST_LANES, inCalls, connections: lines.length });
  const waiting = 2 * kept * lines.length;
  return { inCalls, waiting, left: MOST_LANES - inCalls - waiting };
}

test.each([
  [1, 'at once', { inCalls: 3200, waiting: 400, left: 1200 }],
  [2, 'at once', { inCalls: 3800, waiting: 500, left: 500 }],
  [2, 'one by one', { inCalls: 4200, waiting: 300, left: 300 }],
  [5, 'at once', { inCalls: 4300, waiting: 250, left: 250 }],
  [5, 'one by one', { inCalls: 4777, waiting: 10, left: 13 }],
] as const)('%i that fall silent %s hold so many lanes, and leave so many', (count, how, lanes) => {
  const silent = Array.from({ length: count }, () => ({ perCall: 100, atOnce: 32 }));

  expect(fallSilent(silent, how)).toEqual(lanes);
});

test('however many calls connections may have, those that fall silent leave lanes to the next', () => {
  const calls = fc.record({
    perCall: fc.integer({ min: 1, max: 100 }),
    atOnce: fc.integer({ min: 1, max: 100 }),
  });
  fc.assert(
    fc.property(fc.array(calls, { minLength: 1, maxLength: 5 }), (silent) => {
      const least = MOST_LANES / 3 ** silent.length / 2 - 1;

      expect(fallSilent(silent, 'at once').left).toBeGreaterThanOrEqual(least);
      expect(fallSilent(silent, 'one by one').left).toBeGreaterThanOrEqual(least);
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
  expect(decideBacklog({ longest, oldestCallMs, allowed: 200 })).toEqual(expected);
});

test.each([
  [0, true],
  [100, true],
  [101, false],
  [200, false],
])('when %i still wait, what was given back may come: %s', (longest, expected) => {
  expect(hasRoomAgain(longest, 200)).toBe(expected);
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

test.each([
  ['app', 'basic', 100, 100],
  ['app', 'agent', 100, 100],
  ['table', 'basic', 100, 20],
  ['table', 'basic', 5, 5],
  ['table', 'agent', 100, 1],
] as const)(
  'in %s mode, signed in by %s, a call of %i commands takes %i',
  (mode, kind, perCall, most) => {
    const { credentials, calls } = sampleConnection();
    const signIn = kind === 'basic' ? credentials : ({ kind } as const);

    expect(perCallOf({ mode, credentials: signIn, calls: { ...calls, perCall } })).toBe(most);
  },
);
