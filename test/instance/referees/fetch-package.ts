import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { projectFolder } from '../../support/project.ts';

export interface PublishedPackage {
  readonly name: string;
  readonly version: string;
  /** As the registry states it: what is run is exactly what was published. */
  readonly integrity: string;
}

const home = path.join(projectFolder, 'test/node_modules/.referees');

/** The largest of them has eleven megabytes; a busy machine takes its time. */
const PATIENCE_MS = 180_000;

/**
 * The unchanged files of a package, without the hundreds of megabytes that it depends on; undefined, with a sentence
 * why, where the registry cannot be reached. They lie below node_modules, so that what they require is found there,
 * and appear there whole or not at all.
 */
export function fetchPackage(wanted: PublishedPackage): string | undefined {
  const { name, version } = wanted;
  const folder = path.join(home, `${name.replaceAll(/[@/]/g, '_')}-${version}`);
  const files = path.join(folder, 'package');
  if (existsSync(files)) return files;
  mkdirSync(home, { recursive: true });
  const scratch = mkdtempSync(path.join(home, 'fetching-'));
  try {
    const archive = download(wanted, scratch);
    if (archive === undefined) return undefined;
    requireIntegrity(wanted, archive);
    execFileSync('tar', ['xzf', archive], { cwd: scratch });
    rmSync(folder, { recursive: true, force: true });
    renameSync(scratch, folder);
    return files;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function download({ name, version }: PublishedPackage, folder: string): string | undefined {
  try {
    const packed = execFileSync('npm', ['pack', `${name}@${version}`, '--loglevel=error'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: PATIENCE_MS,
    });
    return path.join(folder, packed.trim().split('\n').at(-1) ?? '');
  } catch (error) {
    const cause = error instanceof Error ? error.message.trim().split('\n').slice(0, 3) : [];
    console.warn(
      `${name}@${version} cannot be had from the registry of npm, which this test needs once per machine: ${cause.join(' ')}`,
    );
    return undefined;
  }
}

function requireIntegrity({ name, version, integrity }: PublishedPackage, archive: string): void {
  const digest = createHash('sha512').update(readFileSync(archive)).digest('base64');
  if (`sha512-${digest}` !== integrity)
    throw new Error(
      `${name}@${version} is not what was published: sha512-${digest} instead of ${integrity}`,
    );
}
