import { existsSync, readFileSync } from 'node:fs';
import { paths as own } from './paths.ts';
import { hashSources } from './source-hash.ts';

interface BuiltApp {
  readonly zip: string;
  readonly dist: string;
}

let checked: BuiltApp | undefined;

/**
 * Where the built app lies: the package to install, and its records one by one. Throws when nothing is
 * built, or when the sources are no longer those that it was built of: a test of yesterday's app proves
 * nothing. Looked at once per process.
 */
export function builtApp(): BuiltApp {
  checked ??= checkBuiltApp(own, hashSources);
  return checked;
}

type Places = Pick<typeof own, 'zip' | 'dist' | 'stamp'>;

export function checkBuiltApp(paths: Readonly<Record<keyof Places, string>>, hash: () => string) {
  if (![paths.zip, paths.dist, paths.stamp].every((path) => existsSync(path))) {
    throw new Error(`The app is not built yet: ${cure}`);
  }
  if (readFileSync(paths.stamp, 'utf8') !== hash()) {
    throw new Error(
      `The built app is older than its sources (now-app/, shared-types/src/): ${cure}`,
    );
  }
  return { zip: paths.zip, dist: paths.dist };
}

const cure = 'run `npm run build` at the root of the repository';
