import { expect, test } from 'vitest';
import { decideRetry, isOfContent } from './retry.ts';

const later = { code: 'SERVICENOW_BUSY', retryAfterMs: undefined } as const;

test.each([
  [1, 0, 125],
  [1, 0.5, 188],
  [3, 0.5, 750],
  [40, 0, 300_000],
])('attempt %i with chance %d waits %i ms', (attempt, chance, delayMs) => {
  expect(decideRetry(later, attempt, chance)).toEqual({ kind: 'retry', counts: true, delayMs });
});

test('what the other side asks for is honored within bounds', () => {
  const wait = (retryAfterMs: number, chance = 0) =>
    decideRetry({ code: 'SERVICENOW_RATE_LIMITED', retryAfterMs }, 1, chance);

  expect(wait(0)).toHaveProperty('delayMs', 1000);
  expect(wait(30_000)).toHaveProperty('delayMs', 30_000);
  expect(wait(3_600_000)).toHaveProperty('delayMs', 3_600_000);
  // Those who would have to wait longer do not all come when the hour is over.
  expect(wait(1e12)).toHaveProperty('delayMs', 3_240_000);
  expect(wait(1e12, 0.5)).toHaveProperty('delayMs', 3_420_000);
});

test('gives up at once when the failure cannot heal', () => {
  expect(decideRetry({ code: 'SERVICENOW_REJECTED', retryAfterMs: undefined }, 1, 0)).toEqual({
    kind: 'dead',
    reason: 'not-retryable',
  });
});

test('gives up after the budget', () => {
  expect(decideRetry(later, 150, 0)).toEqual({ kind: 'dead', reason: 'attempts-exhausted' });
});

test('what is the fault of the connection burns no attempt and never gives up', () => {
  const asleep = { code: 'SERVICENOW_HIBERNATING', retryAfterMs: undefined } as const;

  expect(decideRetry(asleep, 10_000, 0)).toMatchObject({ kind: 'retry', counts: false });
});

test.each([
  ['SERVICENOW_WRITE_REFUSED', {}, true],
  ['BUG', {}, true],
  ['SERVICENOW_UNAVAILABLE', { problem: 'internal' }, true],
  ['SERVICENOW_UNAVAILABLE', { reached: 'maybe' }, false],
  ['SERVICENOW_OUTCOME_UNKNOWN', {}, false],
  ['SERVICENOW_CLAIM_HELD', { problem: 'claim_held' }, false],
  ['CONNECTION_HELD', {}, false],
] as const)('%s with %j failed by what it is: %s', (code, details, expected) => {
  expect(isOfContent({ code, details })).toBe(expected);
});
