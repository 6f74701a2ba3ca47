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
