import { expect, test } from 'vitest';
import { dueTimes } from './pace.ts';

test('a minute at 300 a second with ten seconds of five times as much is 30,000 events', () => {
  const lanes = 150;
  const events = Array.from({ length: lanes }, (_, lane) => [
    ...dueTimes({ perSecond: 300 / lanes, seconds: 60, burst: 5, offset: lane / lanes }),
  ]).flat();

  expect(Math.abs(events.length - 30_000)).toBeLessThan(3 * lanes);
  const inBurst = events.filter((at) => at >= 25 && at < 35);
  expect(Math.abs(inBurst.length - 15_000)).toBeLessThan(3 * lanes);
});
