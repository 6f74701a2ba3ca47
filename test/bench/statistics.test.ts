import { expect, test } from 'vitest';
import { median, percentile, rounded } from './statistics.ts';

test.each([
  [[5], 0.5, 5],
  [[3, 1, 2], 0.5, 2],
  [[4, 1, 3, 2], 0.5, 2],
  [Array.from({ length: 100 }, (_, index) => index + 1), 0.99, 99],
  [Array.from({ length: 10 }, (_, index) => index + 1), 0.99, 10],
])('percentile of %j at %d', (values, share, expected) => {
  expect(percentile(values, share)).toBe(expected);
});

test('nothing has no percentile', () => {
  expect(percentile([], 0.5)).toBeNaN();
});

test('a median withstands one bad round', () => {
  expect(median([10, 11, 90])).toBe(11);
});

test.each([
  [0.123_456, 0.123],
  [1234.5, 1230],
])('%d is stated as %d', (value, stated) => {
  expect(rounded(value)).toBe(stated);
});
