import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSqlite } from './sqlite.ts';
import type { Store } from './store.ts';

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

test('a second process on the data folder is refused, and says why', async () => {
  await expect(openSqlite(folder)).rejects.toMatchObject({
    code: 'DATA_FOLDER_LOCKED',
    message: expect.stringContaining(folder),
  });
});

test.each([
  ['synchronous', 2],
  ['journal_mode', 'wal'],
])('every commit is synced to disk: %s is %s', async (pragma, value) => {
  const { rows } = await sql<Record<string, unknown>>`pragma ${sql.raw(pragma)}`.execute(store.db);

  expect(rows).toEqual([{ [pragma]: value }]);
});
