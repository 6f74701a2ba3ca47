import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { paths } from './paths.ts';

const longestWaitMs = 300_000;
const pauseMs = 200;

/** One build at a time: the SDK writes into fixed folders. Making a folder succeeds for one process. */
export async function withBuildLock<T>(work: () => T): Promise<T> {
  const deadline = Date.now() + longestWaitMs;
  mkdirSync(paths.target, { recursive: true });
  while (!tryLock()) {
    if (Date.now() > deadline) throw new Error(`Another build holds ${paths.lock}; remove it`);
    await setTimeout(pauseMs);
  }
  try {
    return work();
  } finally {
    rmSync(paths.lock, { recursive: true, force: true });
  }
}

function tryLock(): boolean {
  try {
    mkdirSync(paths.lock);
    writeFileSync(join(paths.lock, 'pid'), String(process.pid));
    return true;
  } catch {
    if (isAbandoned()) rmSync(paths.lock, { recursive: true, force: true });
    return false;
  }
}

function isAbandoned(): boolean {
  try {
    process.kill(Number(readFileSync(join(paths.lock, 'pid'), 'utf8')), 0);
    return false;
  } catch (error) {
    // The file is not there yet for an instant after the folder; only a dead process is a reason.
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
