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
  expect(decideFreshness(known, { status, startedAt }, hash)).toEqual(expected);
});

test.each([
  ['an end of the life that is known', firing, 100, { kind: 'fresh', change: 'status' }],
  ['one that came after it', firing, 150, { kind: 'fresh', change: 'status' }],
  ['an end of a life before', firing, 99, { kind: 'old', because: 'stale' }],
  ['an end that came again', resolved, 100, { kind: 'old', because: 'repeat' }],
  ['an end of the next life', resolved, 200, { kind: 'fresh', change: 'again' }],
] as const)('an end without a start: %s', (_name, known, startedBefore, expected) => {
  const end = { status: 'resolved', startedAt: undefined, startedBefore } as const;

  expect(decideFreshness(known, end, 'a')).toEqual(expected);
});

test('whatever was just learned is a repeat when it comes again', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...alertStatuses),
      fc.option(fc.nat(), { nil: undefined }),
      fc.string(),
      (status, startedAt, contentHash) => {
        const known = { status, startedAt, contentHash };

        expect(decideFreshness(known, { status, startedAt }, contentHash)).toEqual({
          kind: 'old',
          because: 'repeat',
        });
      },
    ),
  );
});
