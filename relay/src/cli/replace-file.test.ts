import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { replaceFile } from './replace-file.ts';

let folder = '';
let file = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'relay-replace-'));
  file = join(folder, 'export.yml');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('a new file is made, and one that is there keeps who may read it', () => {
  replaceFile(file, 'first');
  writeFileSync(join(folder, 'secret'), 'x', { mode: 0o600 });
  replaceFile(join(folder, 'secret'), 'second');

  expect(readFileSync(file, 'utf8')).toBe('first');
  expect(statSync(file).mode & 0o400).toBe(0o400);
  expect(readFileSync(join(folder, 'secret'), 'utf8')).toBe('second');
  expect(statSync(join(folder, 'secret')).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder).toSorted()).toEqual(['export.yml', 'secret']);
});

test('where the new one cannot be written, the one before is whole', () => {
  writeFileSync(file, 'of yesterday');
  mkdirSync(`${file}.new`);

  expect(() => replaceFile(file, 'of today')).toThrow('export.yml.new');

  expect(readFileSync(file, 'utf8')).toBe('of yesterday');
});

test('a link stays one, and a device is written as it is', () => {
  writeFileSync(file, '');
  symlinkSync(file, join(folder, 'link'));

  replaceFile(join(folder, 'link'), 'through the link');
  replaceFile('/dev/null', 'into nothing');

  expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true);
  expect(readFileSync(file, 'utf8')).toBe('through the link');
  expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
});
