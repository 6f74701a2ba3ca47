import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkBuiltApp } from './built-app.ts';

let folder = '';
const places = () => ({
  zip: join(folder, 'app.zip'),
  dist: join(folder, 'dist'),
  stamp: join(folder, 'built.txt'),
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'built-app-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function build(hash: string): void {
  writeFileSync(places().zip, '');
  mkdirSync(places().dist, { recursive: true });
  writeFileSync(places().stamp, hash);
}

test('a built app of these sources is found', () => {
  build('these');

  expect(checkBuiltApp(places(), () => 'these')).toEqual({
    zip: places().zip,
    dist: places().dist,
  });
});

test('sources that changed since ask for a build', () => {
  build('before');

  expect(() => checkBuiltApp(places(), () => 'these')).toThrow(
    'The built app is older than its sources (now-app/, shared-types/src/): run `npm run build`',
  );
});

test.each(['zip', 'dist', 'stamp'] as const)('a missing %s asks for a build', (part) => {
  build('these');
  rmSync(places()[part], { recursive: true });

  expect(() => checkBuiltApp(places(), () => 'these')).toThrow('The app is not built yet');
});
