import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '../..');
const cache = path.join(root, 'node_modules/.cache/simulated-instance');
const DAY_MS = 86_400_000;

let folder: string | undefined;

/**
 * The folder of what follows from the sources of the simulation, for as long as they are what they are now: a start
 * finds there what one before has made of them.
 */
export function keptFolder(): string {
  folder ??= openFolder(path.join(cache, hashOfSources()));
  return folder;
}

/**
 * `make` writes to the name that it is given. Others who start meanwhile find all of it or nothing; where one of them
 * was quicker, theirs stays, which is the same.
 */
export async function keep(
  name: string,
  make: (part: string) => void | Promise<void>,
): Promise<void> {
  const whole = path.join(keptFolder(), name);
  const part = `${whole}.${randomUUID()}`;
  try {
    await make(part);
    if (!existsSync(whole)) moveTo(whole, part);
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

function moveTo(whole: string, part: string): void {
  try {
    renameSync(part, whole);
  } catch (error) {
    // A folder that came in this moment.
    if (!existsSync(whole)) throw error;
  }
}

/** With the lock file: packages are bundled with the sources. */
function hashOfSources(): string {
  const hash = createHash('sha256').update(readFileSync(path.join(root, 'package-lock.json')));
  const sources = globSync('**/*.ts', { cwd: import.meta.dirname, exclude: ['**/*.test.ts'] });
  for (const source of sources.toSorted())
    hash.update(`${source}\0`).update(readFileSync(path.join(import.meta.dirname, source)));
  return hash.digest('hex');
}

/** Those of earlier sources go once nobody has used them for a day. */
function openFolder(own: string): string {
  mkdirSync(own, { recursive: true });
  utimesSync(own, new Date(), new Date());
  for (const name of readdirSync(cache)) {
    const other = path.join(cache, name);
    const usedAt = statSync(other, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (usedAt < Date.now() - DAY_MS) rmSync(other, { recursive: true, force: true });
  }
  return own;
}
