import { expect, test } from 'vitest';
import { readDrift } from './read-drift.ts';

test('D10 a kind of drift that only a newer release knows is left out, and the others are told', () => {
  const stored = [
    { column: 'urgency', kind: 'dropped' },
    { column: 'impact', kind: 'rounded' },
    { column: 'category', kind: 'conflict' },
  ];

  expect(readDrift(JSON.stringify(stored))).toEqual([stored[0], stored[2]]);
});

test('where nothing was compared there is none', () => {
  expect(readDrift(null)).toEqual([]);
});
