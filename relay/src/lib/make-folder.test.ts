import process from 'node:process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFolder } from './make-folder.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'relay-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('makes what is missing above it, and leaves what is there', () => {
  const deep = join(folder, 'a', 'b', 'c');

  makeFolder(deep);
  makeFolder(deep);

  expect(statSync(deep).isDirectory()).toBe(true);
});

test('a file in the way is a fault', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');

  expect(() => makeFolder(file)).toThrow('EEXIST');
  expect(() => makeFolder(join(file, 'data'))).toThrow('EEXIST');
});

test.runIf(process.platform === 'linux')('so is a file system that takes no folders', () => {
  expect(() => makeFolder('/proc/alert-relay/data')).toThrow('ENOENT');
});
