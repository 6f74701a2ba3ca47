import { existsSync } from 'node:fs';
import { paths } from './paths.ts';

/** Where the built app lies: the package to install, and its records one by one. */
export function builtApp(): { readonly zip: string; readonly dist: string } {
  if (!existsSync(paths.zip) || !existsSync(paths.dist)) {
    throw new Error('The app is not built yet: run `npm run build` at the root of the repository');
  }
  return { zip: paths.zip, dist: paths.dist };
}
