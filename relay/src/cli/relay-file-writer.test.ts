import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { allowHostInFile } from './relay-file-writer.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'relay-'));
  file = join(folder, 'relay.yml');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test.each([
  ['an empty file', '', 'outgoing:\n  allow:\n    - snow.internal\n'],
  [
    'a file with a comment',
    '# mine\nlisten:\n  port: 1 # why\n',
    '# mine\nlisten:\n  port: 1 # why\noutgoing:\n  allow:\n    - snow.internal\n',
  ],
  [
    'a list that has others',
    'outgoing: { allow: [10.0.0.0/8] }\n',
    'outgoing: { allow: [ 10.0.0.0/8, snow.internal ] }\n',
  ],
])('%s keeps what people wrote', (_name, before, after) => {
  writeFileSync(file, before);

  expect(allowHostInFile(file, 'snow.internal')).toBe(true);
  expect(allowHostInFile(file, 'snow.internal')).toBe(false);

  expect(readFileSync(file, 'utf8')).toBe(after);
  expect(readdirSync(folder)).toEqual(['relay.yml']);
});

test('a file that is closed to others stays so, and a link stays a link', () => {
  const real = join(folder, 'real.yml');
  writeFileSync(real, 'database: { url: postgres://user:word@host/name }\n');
  chmodSync(real, 0o600);
  symlinkSync(real, file);

  allowHostInFile(file, 'snow.internal');

  expect(statSync(real).mode & 0o777).toBe(0o600);
  expect(lstatSync(file).isSymbolicLink()).toBe(true);
  expect(readFileSync(real, 'utf8')).toContain('snow.internal');
});

test('a file that cannot be written is named, and is no bug', () => {
  expect(() => allowHostInFile(join(folder, 'gone.yml'), 'snow.internal')).toThrow(
    expect.objectContaining({ code: 'REQUEST_INVALID' }),
  );
});
