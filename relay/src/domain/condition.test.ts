import { describe, expect, test } from 'vitest';
import { type Condition, isMet } from './condition.ts';
import { compilePattern } from './pattern.ts';
import { sampleEvent } from './samples.ts';
import { createTimeWindow } from './time-window.ts';

const subject = { event: sampleEvent({ severity: 'high' }), source: 'prometheus', at: 0 };

function matches(field: string, source: string): Condition {
  const result = compilePattern(source);
  if (result.kind === 'invalid') throw new TypeError(result.because);
  return { kind: 'matches', field, pattern: result.pattern };
}

const yes: Condition = { kind: 'equals', field: 'labels.instance', value: 'db1' };
const no: Condition = { kind: 'equals', field: 'labels.instance', value: 'db2' };

test.each<[string, Condition, boolean]>([
  ['a label', yes, true],
  ['another value', no, false],
  ['the source', { kind: 'equals', field: 'source', value: 'prometheus' }, true],
  ['one of several', { kind: 'in', field: 'status', values: ['resolved', 'firing'] }, true],
  ['none of several', { kind: 'in', field: 'actor', values: ['beth'] }, false],
  ['a pattern anywhere', matches('title', 'db[0-9]+ is'), true],
  ['a pattern at the start', matches('title', '^is'), false],
  ['what is there', { kind: 'exists', field: 'url', isWanted: true }, true],
  ['what is absent', { kind: 'exists', field: 'labels.team', isWanted: false }, true],
  [
    'a name of the prototype',
    { kind: 'exists', field: 'labels.constructor', isWanted: true },
    false,
  ],
  ['its severity', { kind: 'severity-at-least', severity: 'warning' }, true],
  ['more than its severity', { kind: 'severity-at-least', severity: 'critical' }, false],
  ['all', { kind: 'all', of: [yes, no] }, false],
  ['any', { kind: 'any', of: [no, yes] }, true],
  ['not', { kind: 'not', of: no }, true],
])('an event is asked for %s', (_what, condition, expected) => {
  expect(isMet(condition, subject)).toBe(expected);
});

describe('a pattern', () => {
  test('that is exponential elsewhere takes no time here', () => {
    const event = sampleEvent({ title: `${'a'.repeat(100_000)}!` });
    const before = performance.now();

    expect(isMet(matches('title', '^(a|a)*$'), { ...subject, event })).toBe(false);
    expect(performance.now() - before).toBeLessThan(1000);
  });

  test('finds nothing in what an event does not have', () => {
    expect(isMet(matches('labels.team', 'a'), subject)).toBe(false);
    expect(isMet(matches('labels.team', '^$'), subject)).toBe(true);
  });

  test('with look-around is refused with a reason', () => {
    expect(compilePattern('(?=a)b')).toMatchObject({ kind: 'invalid' });
  });
});

describe('a time window', () => {
  const office = createTimeWindow({
    days: ['mon', 'tue', 'wed', 'thu', 'fri'],
    from: 8 * 60,
    to: 18 * 60,
    zone: 'Europe/Berlin',
  });
  const night = createTimeWindow({ days: ['sat'], from: 22 * 60, to: 6 * 60, zone: 'UTC' });

  test.each([
    ['2026-11-20T07:00:00Z', true],
    ['2026-11-20T06:59:59Z', false],
    ['2026-11-20T16:59:59Z', true],
    ['2026-11-20T17:00:00Z', false],
    // A Saturday.
    ['2026-11-21T09:00:00Z', false],
    // Summer time: the same wall clock is an hour earlier in UTC.
    ['2026-07-20T06:00:00Z', true],
    ['2026-07-20T16:00:00Z', false],
  ])('at %s by the clock of its zone: %s', (at, expected) => {
    expect(office.contains(Date.parse(at))).toBe(expected);
  });

  test.each([
    ['2026-11-21T23:00:00Z', true],
    ['2026-11-22T05:59:00Z', true],
    ['2026-11-22T06:00:00Z', false],
    ['2026-11-22T23:00:00Z', false],
  ])('over midnight belongs to the day on which it begins, at %s: %s', (at, expected) => {
    expect(night.contains(Date.parse(at))).toBe(expected);
  });

  // The clock goes back on 25 October 2026 at 3, and forward on 29 March at 2.
  test.each([
    ['any night', 'UTC', ['sat', 22, 6], '2026-11-21T23:10:20Z', '2026-11-22T06:00:00Z'],
    ['autumn', 'Europe/Berlin', ['sat', 22, 6], '2026-10-24T21:00:00Z', '2026-10-25T05:00:00Z'],
    ['spring', 'Europe/Berlin', ['sat', 22, 6], '2026-03-28T22:00:20Z', '2026-03-29T04:00:00Z'],
    [
      'no such end',
      'Europe/Berlin',
      ['sun', 1, 2.5],
      '2026-03-29T00:30:00Z',
      '2026-03-29T01:00:00Z',
    ],
  ] as const)('ends by the clock of its zone: %s', (_name, zone, [day, from, to], at, end) => {
    const window = createTimeWindow({ days: [day], from: from * 60, to: to * 60, zone });

    expect(new Date(window.endAfter(Date.parse(at)))).toEqual(new Date(end));
  });

  test('has ended where nothing is in it', () => {
    const at = Date.parse('2026-11-21T09:00:00Z');

    expect(night.endAfter(at)).toBe(at);
  });
});
