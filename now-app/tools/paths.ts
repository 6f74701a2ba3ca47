import { join } from 'node:path';

const appFolder = join(import.meta.dirname, '..');

export const paths = {
  app: appFolder,
  repository: join(appFolder, '..'),
  source: join(appFolder, 'src'),
  /** What the SDK emits, one XML file per record. */
  dist: join(appFolder, 'dist', 'app'),
  target: join(appFolder, 'target'),
  /** The app package under a name that does not change with the version. */
  zip: join(appFolder, 'target', 'alert-relay.zip'),
  /** What `npm run package` writes. */
  artefacts: join(appFolder, 'target', 'artefacts'),
  /** Says of which sources the two above were made. */
  stamp: join(appFolder, 'target', 'built.txt'),
  lock: join(appFolder, 'target', 'build.lock'),
} as const;
