import { expect, test } from 'vitest';
import { readRateHeaders, readRetryAfterMs } from './retry-after.ts';

const NOW = Date.UTC(2026, 10, 20, 12);
/** The clock of the instance is ten minutes behind. */
const date = 'Fri, 20 Nov 2026 11:50:00 GMT';
const sentSeconds = (NOW - 600_000) / 1000;

test.each([
  ['seconds', { 'retry-after': '7' }, 7000],
  ['less than one', { 'retry-after': '0' }, 1000],
  ['a part of one, as some write it', { 'retry-after': '2.5' }, 2500],
  ['a day', { 'retry-after': '86400' }, 3_600_000],
  [
    'a date by the clock of the instance',
    { 'retry-after': 'Fri, 20 Nov 2026 11:52:00 GMT' },
    120_000,
  ],
  ['a date that was', { 'retry-after': 'Fri, 20 Nov 2026 11:40:00 GMT' }, 1000],
  ['the end of the hour of a rule', { 'x-ratelimit-reset': String(sentSeconds + 90) }, 90_000],
  [
    'what it asks for before that',
    { 'retry-after': '5', 'x-ratelimit-reset': '99999999999' },
    5000,
  ],
  ['no time at all', { 'retry-after': 'soon 7' }, undefined],
  ['nothing', {}, undefined],
])('when to come back: %s', (_what, headers, expected) => {
  expect(readRetryAfterMs({ date, ...headers }, NOW)).toBe(expected);
});

test.each([
  ['within the hour', sentSeconds + 1800, NOW + 1_800_000],
  ['to the end of it', sentSeconds + 3600, NOW + 3_600_000],
  ['years ahead is no later than that', sentSeconds + 99_999_999, NOW + 3_600_000],
  ['what was is now', sentSeconds - 60, NOW],
])('the end of the hour of a rule: %s', (_what, reset, resetAt) => {
  const headers = { date, 'x-ratelimit-limit': '100', 'x-ratelimit-reset': String(reset) };

  expect(readRateHeaders(headers, NOW)).toEqual({ limit: 100, resetAt, rule: '' });
});

test.each([
  ['x-ratelimit-limit', { 'x-ratelimit-reset': '1' }],
  ['x-ratelimit-reset', { 'x-ratelimit-limit': '1' }],
  ['a number', { 'x-ratelimit-limit': 'many', 'x-ratelimit-reset': '1' }],
])('without %s no rule is known', (_what, headers) => {
  expect(readRateHeaders(headers, NOW)).toBeUndefined();
});
