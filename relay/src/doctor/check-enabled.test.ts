import { expect, test } from 'vitest';
import { examine } from './examine.ts';
import { sampleSubject } from './sample-subject.ts';

test.each([
  [true, 'pass', undefined],
  [false, 'fail', 'switched-off'],
])('of a connection with enabled: %s the first check says %s', async (enabled, verdict, code) => {
  const { checks } = await examine(sampleSubject({ enabled }));

  expect(checks[0]).toMatchObject(
    code === undefined ? { id: 'enabled', verdict } : { id: 'enabled', verdict, code },
  );
});

test('with a connection that is switched off alerts cannot flow, and the rest is looked at', async () => {
  const { checks, well } = await examine(sampleSubject({ enabled: false }));

  expect(well).toBe(false);
  expect(checks.filter(({ blockedBy }) => blockedBy === 'enabled')).toEqual([]);
});
