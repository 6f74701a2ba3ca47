import { expect, test } from 'vitest';
import { isAlarmDue } from './alarm.ts';

test.each([
  [0, undefined, false],
  [14, undefined, false],
  [15, undefined, true],
  [20, 5, false],
  [31, 15, true],
])('the oldest waits %i min, the last alarm is %s min old: %s', (oldestMinutes, since, due) => {
  expect(isAlarmDue({ count: 1, oldestMinutes }, 15, since)).toBe(due);
});
