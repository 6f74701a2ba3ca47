import { expect, test } from 'vitest';
import { type AppContact, judgeApp } from './app-silence.ts';

const minute = 60_000;
const now = Date.UTC(2026, 10, 20, 8);
const fine: AppContact = {
  changes: 'push',
  since: now - 1000 * minute,
  listeningSince: now - 1000 * minute,
  answeredAt: now - minute,
  heardAt: now - minute,
  oldestWaitingMinutes: 0,
};

test.each<[Partial<AppContact>, string | undefined]>([
  [{}, undefined],
  [{ answeredAt: now - 29 * minute }, undefined],
  [{ answeredAt: now - 30 * minute }, 'does-not-answer'],
  [{ answeredAt: now - 500 * minute, listeningSince: now - 29 * minute }, undefined],
  [{ answeredAt: undefined, since: now - 29 * minute }, undefined],
  [{ answeredAt: undefined }, 'does-not-answer'],
  [{ oldestWaitingMinutes: 29 }, undefined],
  [{ oldestWaitingMinutes: 30 }, 'changes-wait'],
  [{ heardAt: now - 25 * 60 * minute }, undefined],
  [{ heardAt: now - 26 * 60 * minute }, 'not-heard'],
  [{ heardAt: undefined, since: now - 27 * 60 * minute }, 'not-heard'],
  [{ heardAt: now - 50 * 60 * minute, listeningSince: now - 59 * minute }, undefined],
  [{ heardAt: undefined, since: now - 27 * 60 * minute, changes: 'pull' }, undefined],
])('with %j the app is %s', (change, expected) => {
  expect(judgeApp({ ...fine, ...change }, now)).toBe(expected);
});
