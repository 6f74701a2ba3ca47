import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alertStatuses } from './alert-event.ts';
import { decideFreshness, type KnownAlert } from './freshness.ts';

const firing: KnownAlert = { status: 'firing', startedAt: 100, contentHash: 'a' };
const acknowledged: KnownAlert = { status: 'acknowledged', startedAt: 100, contentHash: 'a' };
const resolved: KnownAlert = { status: 'resolved', startedAt: 100, contentHash: 'a' };

test.each([
  ['the first statement', undefined, 'firing', 100, 'a', { kind: 'fresh', change: 'first' }],
  ['the same again', firing, 'firing', 100, 'a', { kind: 'old', because: 'repeat' }],
  ['other content', firing, 'firing', 100, 'b', { kind: 'fresh', change: 'content' }],
  ['its end', firing, 'resolved', 100, 'b', { kind: 'fresh', change: 'status' }],
  ['an acknowledgment', firing, 'acknowledged', 100, 'a', { kind: 'fresh', change: 'status' }],
  [
    'a firing while it is worked on',
    acknowledged,
    'firing',
    100,
    'a',
    { kind: 'old', because: 'repeat' },
  ],
  ['an earlier life', firing, 'resolved', 50, 'a', { kind: 'old', because: 'stale' }],
  ['a new life', resolved, 'firing', 200, 'a', { kind: 'fresh', change: 'again' }],
  ['a late firing', resolved, 'firing', 100, 'a', { kind: 'late-firing' }],
  ['a late acknowledgment', resolved, 'acknowledged', 100, 'a', { kind: 'old', because: 'stale' }],
  ['no start at all', resolved, 'firing', undefined, 'a', { kind: 'fresh', change: 'again' }],
] as const)('%s', (_name, known, status, startedAt, hash, expected) => {
  expect(decideFreshness(known, { status, startedAt, endedAt: undefined }, hash)).toEqual(expected);
});

test.each([
  ['an end of the life that is known', firing, 100, { kind: 'fresh', change: 'status' }],
  ['one that came after it', firing, 150, { kind: 'fresh', change: 'status' }],
  ['an end of a life before', firing, 99, { kind: 'old', because: 'stale' }],
  ['an end that came again', resolved, 100, { kind: 'old', because: 'repeat' }],
  ['an end of the next life', resolved, 200, { kind: 'fresh', change: 'again' }],
] as const)('an end without a start: %s', (_name, known, startedBefore, expected) => {
  const end = {
    status: 'resolved',
    startedAt: undefined,
    endedAt: undefined,
    startedBefore,
  } as const;

  expect(decideFreshness(known, end, 'a')).toEqual(expected);
});

/** Alertmanager takes the earliest start of all that send it an alert, also when it has told a later one. */
test.each([
  ['of the life that is known, as somebody saw it who saw it begin earlier', firing, 150, 'fresh'],
  ['the same, while somebody works on it', acknowledged, 150, 'fresh'],
  ['the same again', resolved, 150, 'old'],
  ['of a life before', firing, 90, 'old'],
  ['of a life that went over into this one', firing, 100, 'old'],
  ['that has no time', firing, undefined, 'old'],
] as const)('an end with an earlier start, %s', (_name, known, endedAt, expected) => {
  const end = { status: 'resolved', startedAt: 50, endedAt } as const;

  expect(decideFreshness(known, end, 'a')).toHaveProperty('kind', expected);
});

test('an earlier start of what goes on is an old message, whatever end it names', () => {
  const event = { status: 'firing', startedAt: 50, endedAt: 150 } as const;

  expect(decideFreshness(firing, event, 'b')).toEqual({ kind: 'old', because: 'stale' });
});

test('whatever was just learned is a repeat when it comes again', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...alertStatuses),
      fc.option(fc.nat(), { nil: undefined }),
      fc.string(),
      (status, startedAt, contentHash) => {
        const known = { status, startedAt, contentHash };

        expect(
          decideFreshness(known, { status, startedAt, endedAt: undefined }, contentHash),
        ).toEqual({
          kind: 'old',
          because: 'repeat',
        });
      },
    ),
  );
});
