import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { projectFolder } from '../../support/project.ts';

export interface PublishedPackage {
  readonly name: string;
  readonly version: string;
  /** As the registry states it: what is run is exactly what was published. */
  readonly integrity: string;
}

/**
 * The unchanged files of a package, without the hundreds of megabytes that it depends on; undefined where the
 * registry cannot be reached. They lie below node_modules, so that what they require is found there.
 */
export function fetchPackage({ name, version, integrity }: PublishedPackage): string | undefined {
  const label = `${name.replaceAll(/[@/]/g, '_')}-${version}`;
  const folder = path.join(projectFolder, 'test/node_modules/.referees', label);
  const files = path.join(folder, 'package');
  if (existsSync(files)) return files;
  mkdirSync(folder, { recursive: true });
  try {
    const packed = execFileSync('npm', ['pack', `${name}@${version}`, '--silent'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 50_000,
    });
    const archive = path.join(folder, packed.trim().split('\n').at(-1) ?? '');
    const digest = createHash('sha512').update(readFileSync(archive)).digest('base64');
    if (`sha512-${digest}` !== integrity) throw new Error(`${name} is not what was published`);
    execFileSync('tar', ['xzf', archive], { cwd: folder });
    return files;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    if (error instanceof Error && error.message.includes('not what was published')) throw error;
    return undefined;
  }
}
