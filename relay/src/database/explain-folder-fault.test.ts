import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { explainFolderFault } from './explain-folder-fault.ts';
import { openSqlite } from './sqlite.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'relay-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test.each<[string, (data: string) => void, RegExp]>([
  ['a file stands there', (data) => writeFileSync(data, ''), /no folder/],
  [
    'relay.db is no database',
    (data) => {
      mkdirSync(data);
      writeFileSync(join(data, 'relay.db'), 'x'.repeat(8192));
    },
    /damaged, or is no store/,
  ],
  [
    'the lock cannot be opened, and nobody holds it',
    (data) => mkdirSync(join(data, 'relay.lock'), { recursive: true }),
    /may not be written/,
  ],
  [
    'the lock is no database, and nobody holds it',
    (data) => {
      mkdirSync(data);
      writeFileSync(join(data, 'relay.lock'), 'x'.repeat(8192));
    },
    /relay\.lock in it is damaged.*delete it/,
  ],
])('%s: that is said, with the folder and what to do', async (_name, prepare, because) => {
  const data = join(folder, 'data');
  prepare(data);

  const opened = openSqlite(data);

  await expect(opened).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    message: expect.stringMatching(because),
  });
  await expect(opened).rejects.toThrow(data);
});

test.each([
  ['EACCES', /user that runs this/],
  ['ENOENT', /takes no folders.*--data/],
  ['SQLITE_READONLY_DBMOVED', /user that runs this/],
  ['SQLITE_FULL', /disk is full/],
  ['SQLITE_IOERR_WRITE', /disk fails/],
  ['SQLITE_BUSY', /somebody else.*again/],
])('%s is explained', (code, because) => {
  const error = Object.assign(new Error('as the system says it'), { code });

  const explained = explainFolderFault('/data', error);

  expect(explained).toMatchObject({ message: expect.stringMatching(because), cause: error });
  expect(explained).toMatchObject({ message: expect.stringContaining(error.message) });
});

test('what is none of these stays what it is', () => {
  const error = new TypeError('a bug');

  expect(explainFolderFault('/data', error)).toBe(error);
});
