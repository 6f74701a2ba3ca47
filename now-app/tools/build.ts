import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkDist } from './checks/check-dist.ts';
import { normalizeBuild, normalizeZip } from './normalize-build.ts';
import { paths } from './paths.ts';
import { runSdk } from './sdk.ts';
import { hashSources } from './source-hash.ts';
import { withBuildLock } from './build-lock.ts';

/** Builds, checks and packs the app, unless that was done already for exactly these sources. */
async function build(): Promise<string> {
  mkdirSync(paths.target, { recursive: true });
  return withBuildLock(() => {
    const hash = hashSources();
    if (isBuilt(hash)) return `app: up to date (${hash.slice(0, 12)})`;

    rmSync(paths.stamp, { force: true });
    rmSync(paths.dist, { recursive: true, force: true });
    runSdk('build', '--frozenKeys');
    normalizeBuild(paths.dist);
    const facts = checkDist(paths.dist);
    const packed = packedFile(runSdk('pack'));
    publish(packed);
    writeFileSync(paths.stamp, hash);
    return `app: built ${facts.records} records, ${facts.modules} modules → now-app/target/alert-relay.zip`;
  });
}

function isBuilt(hash: string): boolean {
  return (
    existsSync(paths.stamp) &&
    existsSync(paths.zip) &&
    existsSync(paths.dist) &&
    readFileSync(paths.stamp, 'utf8') === hash
  );
}

function packedFile(output: string): string {
  const match = /emitted as "([^"]+\.zip)"/.exec(output);
  if (match?.[1] === undefined) throw new Error(`now-sdk pack named no package:\n${output}`);
  return match[1];
}

/** Readers see the old package or the new one, never half of either. */
function publish(packed: string): void {
  const fresh = join(paths.target, `alert-relay.${process.pid}.tmp`);
  writeFileSync(fresh, normalizeZip(readFileSync(packed)));
  renameSync(fresh, paths.zip);
}

try {
  console.log(await build());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
