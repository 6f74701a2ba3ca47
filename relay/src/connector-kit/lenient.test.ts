import { expect, test } from 'vitest';
import { z } from 'zod';
import { Labels, listOf, part, Text, Texts, Time, Url } from './lenient.ts';
import { toTime } from './to-time.ts';

test.each([
  ['x', 'x'],
  [' x ', 'x'],
  [7, '7'],
  [false, 'false'],
  ['', undefined],
  ['  ', undefined],
  [null, undefined],
  [{}, undefined],
  ['$ALERT_ID', undefined],
  ['{PID}', undefined],
  ['{EVENT.ID}', undefined],
  ['{{context.group}}', undefined],
  ['costs $5', 'costs $5'],
  ['{a} and {b}', '{a} and {b}'],
])('the text of %j is %j', (value, expected) => {
  expect(Text.parse(value)).toBe(expected);
});

test.each([
  ['https://example.com/a?b=c', 'https://example.com/a?b=c'],
  ['javascript:alert(1)', undefined],
  ['https://example.com/a b', undefined],
  ['/path', undefined],
  [undefined, undefined],
])('the link in %j is %j', (value, expected) => {
  expect(Url.parse(value)).toBe(expected);
});

const instant = Date.UTC(2026, 10, 20, 8, 0, 0);

test.each([
  ['2026-11-20T08:00:00Z', instant],
  ['2026-11-20T10:00:00.000000000+02:00', instant],
  ['2026-11-20T08:00:00.000+0000', instant],
  ['2026-11-20 08:00:00', instant],
  ['2026-11-20 08:00:00.000000', instant],
  ['Nov 20, 2026 08:00:00', instant],
  ['2026.11.20 08:00:00', instant],
  ['2026-11-20T08:00:00', instant],
  ['2026/11/20 08:00:00 GMT', instant],
  ['Fri Nov 20 08:00:00 UTC 2026', instant],
  ['2026-11-20 10:00:00.000000015 +0200 CEST m=+8560.285724134', instant],
  ['2026-11-20 08:00:00 +0000 UTC', instant],
  ['11/20/2026', undefined],
  [instant / 1_000, instant],
  [instant, instant],
  [String(instant), instant],
  [instant * 1_000, instant],
  [instant * 1_000_000 + 110, instant],
  [0, undefined],
  [-1, undefined],
  [1e300, undefined],
  ['0001-01-01T00:00:00Z', undefined],
  ['soon 1', undefined],
  [null, undefined],
])('the instant of %j is %s', (value, expected) => {
  expect(toTime(value)).toBe(expected);
});

test('labels are one level of texts, lists are joined', () => {
  const given = { a: 'x', n: 1, list: ['p', 2, {}], deep: { b: 'c' }, none: null };

  expect(Labels.parse(given)).toEqual({ a: 'x', n: '1', list: 'p, 2' });
  expect(Labels.parse('text')).toEqual({});
  expect(Texts.parse('one')).toEqual(['one']);
});

test('a part that is missing or of another kind is read as an empty one', () => {
  const Body = z.object({
    inner: part(z.object({ id: Text, at: Time })),
    list: listOf(z.object({ id: Text })),
  });

  expect(Body.parse({ inner: { id: 5 }, list: [{ id: 'a' }, 'no', null] })).toEqual({
    inner: { id: '5', at: undefined },
    list: [{ id: 'a' }],
  });
  expect(Body.parse({ inner: [1], list: {} })).toEqual({ inner: {}, list: [] });
  expect(Body.parse({})).toEqual({ inner: {}, list: [] });
});
