import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSampleStore, type SampleStore } from '../../database/sample-store.ts';
import { sampleConnection } from '../../domain/samples.ts';
import { findOutlook } from './find-outlook.ts';

let store: SampleStore;

beforeEach(async () => {
  store = await openSampleStore();
});

afterEach(() => store.close());

test.each([
  ['first', []],
  ['standby', ['STANDBY_IN_USE']],
] as const)('while the %s set of credentials is used, the warnings are %o', async (set, codes) => {
  const { warnings } = await findOutlook(
    {
      db: store.db,
      clock: { now: () => 0 },
      budgets: { leftOf: () => undefined },
      liveSetOf: () => set,
    },
    sampleConnection(),
  );

  expect(warnings.map(({ code }) => code)).toEqual(codes);
});
