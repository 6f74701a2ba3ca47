// npm run build: makes relay/dist of relay/src, unless that was done already for exactly these sources.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleInto } from './bundle.ts';

const relay = join(import.meta.dirname, '..');
const repository = join(relay, '..');
const dist = join(relay, 'dist');
const stamp = join(dist, 'built.txt');

function hashSources(): string {
  const sources = ['relay/src/**/*.*', 'relay/tools/*.ts', 'shared-types/src/**/*.ts'];
  const files = globSync(sources, { cwd: repository }).filter((file) => !file.endsWith('.test.ts'));
  const hash = createHash('sha256').update(process.version);
  for (const file of ['package-lock.json', 'relay/package.json', ...files.toSorted()]) {
    hash.update(`${file}\0`).update(readFileSync(join(repository, file)));
  }
  return hash.digest('hex');
}

/** What it did, if anything. */
async function build(): Promise<string | undefined> {
  const hash = hashSources();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) {
    return undefined;
  }
  const fresh = join(relay, `dist.${process.pid}.tmp`);
  await bundleInto(fresh);
  writeFileSync(join(fresh, 'built.txt'), hash);
  // Whoever starts a relay meanwhile finds the old one or the new one, never half of either.
  const old = `${fresh}.old`;
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(fresh, dist);
  rmSync(old, { recursive: true, force: true });
  // What its start compiles is kept beside it, so that the first start is as quick as the next.
  execFileSync(join(relay, 'alert-relay'), ['serve', '--help'], { stdio: 'ignore' });
  return 'relay: built → relay/dist';
}

// Not to stdout, which belongs to the command that `npm run relay` starts next.
const done = await build();
if (done !== undefined) console.error(done);
