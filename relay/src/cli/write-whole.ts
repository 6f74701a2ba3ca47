import { writeSync } from 'node:fs';
import { writing } from './writing.ts';

/** Of a pipe that somebody made non-blocking, and whose reader is slow. */
const AGAIN_AFTER_MS = 10;

/**
 * All of it before it returns: what Node still holds of a pipe is lost when a command ends with a code of its
 * own, from 64 KB on. Who went away in the middle, as `head` does, wanted no more; what was done is done.
 */
export function printWhole(text: string): void {
  writing('standard output', () => writeWhole(1, text));
}

/** That nobody can be told of a fault is told to nobody. */
export function printErrorWhole(text: string): void {
  try {
    writeWhole(2, text);
  } catch {
    // The code of the process still says it.
  }
}

function writeWhole(descriptor: number, text: string): void {
  let left = Buffer.from(text);
  while (left.length > 0) {
    try {
      left = left.subarray(writeSync(descriptor, left));
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EPIPE') return;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, AGAIN_AFTER_MS);
    }
  }
}
