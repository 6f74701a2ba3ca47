import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSampleStore, type SampleStore } from '../database/sample-store.ts';
import { isStatusSaid, recordStatus } from './connection-status.ts';

const now = 1_795_000_000_000;

let store: SampleStore;

beforeEach(async () => {
  store = await openSampleStore();
});

afterEach(() => store.close());

test('of a store that no relay serves nobody says anything', async () => {
  expect(await isStatusSaid(store.db, now)).toBe(false);
});

test.each([
  ['that said how a connection is stands by it', 60_000, true],
  ['that did not for three minutes is gone', 180_000, false],
])('a relay %s', async (_name, ago, said) => {
  const of = { workspace: 'default', connection: 'prod', message: 'All is well.' };
  const status = { ...of, status: 'ok', because: undefined, since: 1, seenAt: now - ago } as const;
  await store.commit((unit) => recordStatus(unit, 'a relay', status));

  expect(await isStatusSaid(store.db, now)).toBe(said);
});
