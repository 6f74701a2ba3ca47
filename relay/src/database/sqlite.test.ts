import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
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

test('what alerts say is for nobody else on the machine', async () => {
  const made = join(folder, 'made', 'here');
  const inside = await openSqlite(made);
  await inside.close();

  expect((statSync(made).mode & 0o777).toString(8)).toBe('700');
});

test('a second process on the data folder is refused, and says why', async () => {
  await expect(openSqlite(folder)).rejects.toMatchObject({
    code: 'DATA_FOLDER_LOCKED',
    message: expect.stringContaining(folder),
  });
});

const pragmaOf = async ({ db }: Store, name: string): Promise<unknown> => {
  const { rows } = await sql<Record<string, unknown>>`pragma ${sql.raw(name)}`.execute(db);
  return rows[0]?.[name];
};

test('a relay syncs its commits itself, a command leaves it to SQLite', async () => {
  const command = await openSqlite(folder, { beside: true });

  expect([await pragmaOf(store, 'synchronous'), store.synced]).toEqual([1, expect.any(Function)]);
  expect([await pragmaOf(command, 'synchronous'), command.synced]).toEqual([2, undefined]);
  expect(await pragmaOf(store, 'journal_mode')).toBe('wal');
  await command.close();
});

test('a transaction that a full store has rolled back itself fails by what was wrong', async () => {
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(store.db);
  await sql`pragma max_page_count = ${sql.lit((rows[0]?.page_count ?? 0) + 2)}`.execute(store.db);

  const written = store.db.transaction().execute(async (transaction) => {
    await sql`create table hoard (page blob)`.execute(transaction);
    await sql`insert into hoard values (zeroblob(20000000))`.execute(transaction);
  });

  await expect(written).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    message: expect.stringMatching(/its disk is full\. Free space there/),
  });
  await sql`pragma max_page_count = 100000`.execute(store.db);
  await expect(store.db.selectFrom('job').selectAll().execute()).resolves.toEqual([]);
});

test('who asks while a transaction runs waits in line for its end, and what fails lets the next one in', async () => {
  const { db } = store;
  await sql`create table mark (word text)`.execute(db);
  const readMarks = async () => {
    const { rows } = await sql<{ word: string }>`select word from mark`.execute(db);
    return rows.map(({ word }) => word).join(' ');
  };
  const mark = (word: string) =>
    db.transaction().execute(async (transaction) => {
      await sql`insert into mark values (${word})`.execute(transaction);
      await new Promise((resolve) => setImmediate(resolve));
      if (word === 'bad') throw new TypeError('changed its mind');
    });

  const seen = await Promise.allSettled([
    mark('one'),
    readMarks(),
    mark('bad'),
    sql`select nothing`.execute(db),
    readMarks(),
    mark('two'),
    readMarks(),
  ]);

  expect(seen.map((each) => (each.status === 'fulfilled' ? each.value : 'failed'))).toEqual([
    undefined,
    'one',
    'failed',
    'failed',
    'one',
    undefined,
    'one two',
  ]);
});

/** Takes the descriptor of the log from under the relay, so that the next sync fails. */
const losesItsLog = `
  import { closeSync, readdirSync, readlinkSync } from 'node:fs';
  const { openSqlite } = await import(process.argv[1]);
  const store = await openSqlite(process.argv[2]);
  const isLog = (fd) => {
    try { return readlinkSync('/proc/self/fd/' + fd).endsWith('relay.db-wal'); } catch { return false; }
  };
  closeSync(Math.max(...readdirSync('/proc/self/fd').filter(isLog).map(Number)));
  const tell = () => console.log('told');
  store.synced().then(tell, tell);
  setTimeout(() => console.log('lives on'), 5000);`;

test('a sync that fails ends the process, says what to do, and tells nobody', async () => {
  const other = join(folder, 'other');
  const args = [
    '--input-type=module',
    '-e',
    losesItsLog,
    join(import.meta.dirname, 'sqlite.ts'),
    other,
  ];

  const ended = await new Promise<{ failed: boolean; out: string; said: string }>((resolve) => {
    execFile(process.execPath, args, (error, out, said) =>
      resolve({ failed: error !== null, out, said }),
    );
  });

  expect(ended).toMatchObject({ failed: true, out: '' });
  expect(ended.said).toContain('move the data to a sound one, and start again');
});
