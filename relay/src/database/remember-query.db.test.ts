import { afterEach, beforeEach, expect, test } from 'vitest';
import { rememberWrite, rememberQuery } from './remember-query.ts';
import { openSampleStore } from './sample-store.ts';
import type { AttemptTable } from './schema.ts';
import type { Store } from './store.ts';

let store: Store;

beforeEach(async () => {
  store = await openSampleStore();
});

afterEach(async () => {
  await store.close();
});

const insertAttempts = rememberWrite<AttemptTable>((db, rows) =>
  db.insertInto('attempt').values(rows),
);

function attemptOf(id: string, message: string | null = null): AttemptTable {
  const times = { attempt: 1, at: 1, ms: 1 };
  return { id, job_id: id, kind: 'k', lane: 'l', subject: 's', ...times, code: 'OK', message };
}

test('the text is written once for each number of values, and asked with those of each call', async () => {
  let written = 0;
  const find = rememberQuery(
    (db, ids: readonly string[], lane: string) => {
      written += 1;
      const those = db
        .selectFrom('attempt')
        .select('id')
        .where('id', 'in', [...ids]);
      return those.where('lane', '=', lane).orderBy('id');
    },
    (ids, lane) => [...ids, lane],
  );
  await insertAttempts(store.db, [attemptOf('1'), attemptOf('2'), attemptOf('3')]);

  expect(await find(store.db, ['1', '2'], 'l')).toEqual([{ id: '1' }, { id: '2' }]);
  expect(await find(store.db, ['3', '4'], 'l')).toEqual([{ id: '3' }]);
  expect(await find(store.db, ['3', '1'], 'another')).toEqual([]);
  expect(await find(store.db, ['2'], 'l')).toEqual([{ id: '2' }]);
  expect(written).toBe(2);
});

test('values in another order than the text has them are a bug that is told', async () => {
  const find = rememberQuery(
    (db, id: string, lane: string) =>
      db.selectFrom('attempt').select('id').where('id', '=', id).where('lane', '=', lane),
    (id, lane) => [lane, id],
  );

  await expect(find(store.db, '1', 'l')).rejects.toThrow('not in the order of the query');
});

test('a text without what PostgreSQL cannot keep', async () => {
  await insertAttempts(store.db, [attemptOf('1', 'a\0b')]);

  const row = await store.db.selectFrom('attempt').select('message').executeTakeFirst();
  expect(row?.message).toBe('a\uFFFDb');
});

test('many rows are written, in statements of powers of two', async () => {
  const sizes: number[] = [];
  const insert = rememberWrite<AttemptTable>((db, rows) => {
    sizes.push(rows.length);
    return db.insertInto('attempt').values(rows);
  });

  await insert(
    store.db,
    Array.from({ length: 300 }, (_, index) => attemptOf(String(index))),
  );
  await insert(store.db, []);

  expect(sizes).toEqual([256, 32, 8, 4]);
  const rows = await store.db.selectFrom('attempt').select('id').execute();
  expect(new Set(rows.map(({ id }) => id)).size).toBe(300);
});
