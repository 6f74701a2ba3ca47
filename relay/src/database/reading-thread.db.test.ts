import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sql } from 'kysely';
import { createReader } from './reading-thread.ts';
import { openSampleStore } from './sample-store.ts';
import { openSqlite } from './sqlite.ts';
import type { Store } from './store.ts';

let store: Store;

beforeEach(async () => {
  store = await openSampleStore();
});
afterEach(async () => {
  await store.close();
});

const row = { workspace: 'w', connection: 'c', table_name: 'incident', updated_on: '2026' };

test('what is committed is seen by the next question', async () => {
  const ask = () => store.reading.selectFrom('watermark').select('updated_on').execute();

  expect(await ask()).toEqual([]);
  await store.db.insertInto('watermark').values(row).execute();

  expect(await ask()).toEqual([{ updated_on: '2026' }]);
});

test('a question that fails is told as a failure, and the next one is answered', async () => {
  await expect(sql`select nothing from nowhere`.execute(store.reading)).rejects.toThrow(
    /nowhere|did not answer/,
  );

  expect(await store.reading.selectFrom('watermark').selectAll().execute()).toEqual([]);
});

test('a long question holds nobody up', async () => {
  const long = sql<{ n: number }>`with recursive one(n) as
    (select 1 union all select n + 1 from one where n < 1000000)
    select count(*) as n from one`.execute(store.reading);
  const over = { yet: false };
  void long.then(() => (over.yet = true));
  let done = 0;

  while (!over.yet && done < 200) {
    await store.db.selectFrom('watermark').selectAll().execute();
    await new Promise((resolve) => setImmediate(resolve));
    done += 1;
  }

  expect(done).toBeGreaterThan(5);
  expect(Number((await long).rows[0]?.n)).toBe(1_000_000);
}, 60_000);

test('D12 a thread that cannot begin is told to who asked, and the next question begins another', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'relay-'));
  const reader = createReader(folder);
  const ask = () => reader.selectFrom('watermark').selectAll().execute();

  await expect(ask()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  const there = await openSqlite(folder);

  expect(await ask()).toEqual([]);
  await reader.destroy();
  await there.close();
  rmSync(folder, { recursive: true });
});

test('a question that is open when the store is closed is told as a failure', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'relay-'));
  const there = await openSqlite(folder);
  await there.reading.selectFrom('watermark').selectAll().execute();

  const open = sql`with recursive one(n) as
    (select 1 union all select n + 1 from one where n < 300000)
    select count(*) as n from one`
    .execute(there.reading)
    .catch((error: unknown) => error);
  await there.close();

  expect(await open).toMatchObject({ code: 'STORE_UNAVAILABLE' });
  rmSync(folder, { recursive: true });
}, 10_000);
