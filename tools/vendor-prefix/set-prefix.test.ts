import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listSources, setPrefix } from './set-prefix.ts';

let root = '';

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'vendor-prefix-'));
  write('now-app/now.config.json', '{ "scope": "x_old1_relay" }');
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

function write(file: string, content: string | Buffer): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), content);
}

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

test('every name with the prefix gets the new one, and what only begins alike stays', () => {
  write('a/b.ts', "const api = '/api/x_old1_relay/v1'; // x_old1, x_old12_other, max_old1_relay");

  const result = setPrefix({ root, prefix: 'x_new' });

  expect(result).toEqual({
    kind: 'set',
    from: 'x_old1',
    files: ['a/b.ts', 'now-app/now.config.json'],
  });
  expect(read('a/b.ts')).toBe(
    "const api = '/api/x_new_relay/v1'; // x_new, x_old12_other, max_old1_relay",
  );
  expect(read('now-app/now.config.json')).toBe('{ "scope": "x_new_relay" }');
});

test('files of ours are listed by their path below the root, what is built or installed is not', () => {
  write('relay/src/a.ts', '');
  write('now-app/dist/b.xml', '');
  write('relay/node_modules/c.js', '');

  expect(listSources(root)).toEqual(['now-app/now.config.json', 'relay/src/a.ts']);
});

test('setting it back gives the same bytes', () => {
  write('a.ts', "table: 'x_old1_relay_link'");

  setPrefix({ root, prefix: 'x_new' });
  setPrefix({ root, prefix: 'x_old1' });

  expect(read('a.ts')).toBe("table: 'x_old1_relay_link'");
});

test.each([
  ['an archive', 'a.zip'],
  ['what a released contract was', 'test/contract/0.1.0/calls.json'],
  ['a dependency', 'node_modules/a/index.js'],
])('%s stays as it is', (_what, file) => {
  const content = file.endsWith('.zip') ? 'PK\0x_old1_relay' : 'x_old1_relay';
  write(file, content);

  setPrefix({ root, prefix: 'x_new' });

  expect(read(file)).toBe(content);
});

test.each(['', 'acme', 'x_', 'x_a', 'x_toolong', 'x_Acme', 'x_ab_c'])('refuses %j', (prefix) => {
  expect(setPrefix({ root, prefix })).toMatchObject({ kind: 'refused' });
});
