import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSampleStore, type SampleStore } from '../database/sample-store.ts';
import { isServed, recordStatus } from './connection-status.ts';

const now = 1_795_000_000_000;

let store: SampleStore;

beforeEach(async () => {
  store = await openSampleStore();
});

afterEach(() => store.close());

const leases = (lane: string, until: number) =>
  store.db.insertInto('lane_lease').values({ lane, owner: 'a relay', fence: 1, until }).execute();

test('nobody serves a store of which nobody says anything', async () => {
  expect(await isServed(store.db, now)).toBe(false);
});

test.each([
  ['that said how a connection is serves it', 60_000, true],
  ['that did not for three minutes is gone', 180_000, false],
])('a relay %s', async (_name, ago, served) => {
  const of = { workspace: 'default', connection: 'prod', message: 'All is well.' };
  const status = { ...of, status: 'ok', because: undefined, since: 1, seenAt: now - ago } as const;
  await store.commit((unit) => recordStatus(unit, 'a relay', status));

  expect(await isServed(store.db, now)).toBe(served);
});

test.each([
  ['whose instance has not answered yet is known by a task that it leads', 'task', 1, true],
  ['that died with its tasks is gone', 'task', 0, false],
  ['of which a lane is left says nothing', 'lane', 1, false],
])('a relay %s', async (_name, kind, left, served) => {
  await leases(`${kind} reconcile default/prod`, now + left);

  expect(await isServed(store.db, now)).toBe(served);
});
