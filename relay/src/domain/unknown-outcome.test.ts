import { expect, test } from 'vitest';
import { RelayError, type ErrorCode } from '../lib/errors.ts';
import { isOutcomeUnknown, toOpenForMs } from './unknown-outcome.ts';

test.each<[string, ErrorCode, Record<string, string | number>, boolean]>([
  ['a cut after the request had begun', 'SERVICENOW_UNAVAILABLE', { reached: 'maybe' }, true],
  ['a refused connection', 'SERVICENOW_UNAVAILABLE', { reached: 'no' }, false],
  ['500', 'SERVICENOW_BUSY', { status: 500 }, true],
  ['503', 'SERVICENOW_UNAVAILABLE', { status: 503 }, true],
  ['502 with the page of a sleeping instance', 'SERVICENOW_HIBERNATING', { status: 502 }, true],
  ['408', 'SERVICENOW_BUSY', { status: 408 }, true],
  ['400', 'SERVICENOW_REJECTED', { status: 400 }, false],
  ['401', 'SERVICENOW_UNAUTHORIZED', { status: 401 }, false],
  ['429', 'SERVICENOW_RATE_LIMITED', { status: 429 }, false],
  ['429 of full request slots', 'SERVICENOW_BUSY', { status: 429 }, false],
  ['400 of a transaction that was ended', 'SERVICENOW_BUSY', { status: 400 }, true],
  ['a redirect', 'SERVICENOW_UNEXPECTED_ANSWER', { status: 302 }, false],
  ['the page of a sleeping instance', 'SERVICENOW_HIBERNATING', { status: 200 }, false],
  ['200 with JSON cut short', 'SERVICENOW_NOT_JSON', { status: 200 }, true],
  ['201 of another shape', 'SERVICENOW_UNEXPECTED_ANSWER', {}, true],
])('whether a write was applied after %s', (_name, code, details, isUnknown) => {
  expect(isOutcomeUnknown(new RelayError(code, 'No.', { details }))).toBe(isUnknown);
});

test('anything that nobody foresaw leaves it open', () => {
  expect(isOutcomeUnknown(new TypeError('a bug'))).toBe(true);
});

test('with the stock quota of a minute a write is open for 75 seconds', () => {
  const tableMode = { quotaMs: 60_000, pollEveryMs: 30_000 };

  expect(toOpenForMs({ tableMode })).toBe(75_000);
});
