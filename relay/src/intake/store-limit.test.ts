import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createGroupCommit } from '../database/group-commit.ts';
import { openSqlite } from '../database/sqlite.ts';
import type { Store } from '../database/store.ts';
import { insertDeliveries } from '../store/deliveries.ts';
import { limitStore } from './store-limit.ts';

let folder: string;
let store: Store;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'relay-'));
  store = await openSqlite(folder);
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

test.each([
  ['one byte less than it may', 99, true],
  ['as much as it may', 100, false],
])('a store that holds %s', async (_what, used, isKept) => {
  const kept: string[] = [];
  const keep = limitStore(
    { usedBytes: async () => used, maxBytes: 100, clock: { now: () => 0 } },
    async (id: string) => void kept.push(id),
  );

  const [outcome] = await Promise.allSettled([keep('1')]);

  expect(outcome.status).toBe(isKept ? 'fulfilled' : 'rejected');
  expect(kept).toEqual(isKept ? ['1'] : []);
});

test('is asked once a second, also when its clock was set back', async () => {
  const clock = { at: 5000 };
  const asked: number[] = [];
  const usedBytes = async (): Promise<number> => asked.push(clock.at);
  const keep = limitStore(
    { usedBytes, maxBytes: 100, clock: { now: () => clock.at } },
    async () => undefined,
  );

  for (const at of [5000, 5999, 6000, 6999, 1000, 1500]) {
    clock.at = at;
    await keep();
  }

  expect(asked).toEqual([5000, 6000, 1000]);
});

test('what would go beyond the limit is refused, until something was forgotten', async () => {
  const { usedBytes } = store;
  if (usedBytes === undefined) throw new TypeError('The embedded store knows its size.');
  const clock = { at: 0 };
  const commit = createGroupCommit(store, () => undefined);
  const empty = await usedBytes();
  const keep = limitStore(
    { usedBytes, maxBytes: empty + 400_000, clock: { now: () => clock.at } },
    async (id: string) => {
      clock.at += 1000;
      const names = { workspace: 'w', source: 's', connector: 'c', headers: '{}' };
      const fate = { receivedAt: 1, status: 'accepted', reason: undefined } as const;
      const body = Buffer.alloc(100_000, 'x');
      await commit((unit) => insertDeliveries(unit, [{ id, ...names, ...fate, body }]));
    },
  );

  for (const id of ['1', '2', '3', '4']) await keep(id);
  await expect(keep('5')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  await store.db.deleteFrom('delivery').where('id', '=', '1').execute();
  await expect(keep('5')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  clock.at += 1000;

  await keep('5');
  const rows = await store.db.selectFrom('delivery').select('id').orderBy('id').execute();
  expect(rows.map(({ id }) => id)).toEqual(['2', '3', '4', '5']);
});
