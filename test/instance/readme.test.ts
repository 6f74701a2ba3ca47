import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const folder = import.meta.dirname;
const page = readFileSync(path.join(folder, 'README.md'), 'utf8');

function testsOnDisk(): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.test.ts'),
  );
}

test('the README names every test of the instance, and only tests that exist', () => {
  const named = [...page.matchAll(/`([\w/-]+\.test\.ts)`/g)].map(([, name]) => name);

  expect(new Set(named)).toEqual(new Set(testsOnDisk()));
});
