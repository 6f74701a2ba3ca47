import { writeSync } from 'node:fs';
import { isOfCode } from './is-of-code.ts';

/** Of a pipe that does not block, and whose reader is slow. */
const AGAIN_AFTER_MS = 10;

/**
 * Writes all of it before it returns, and stands still meanwhile. Who went away in the middle, as `head`
 * does, wanted no more.
 * @param withinMs gives up then, where nobody reads a pipe that does not block
 * @throws what the system says, for example of a full disk
 */
export function writeWhole(descriptor: number, bytes: Uint8Array, withinMs = Infinity): void {
  const giveUpAt = performance.now() + withinMs;
  let left = bytes;
  while (left.length > 0) {
    try {
      left = left.subarray(writeSync(descriptor, left));
    } catch (error) {
      if (isOfCode(error, 'EPIPE')) return;
      if (!isOfCode(error, 'EAGAIN')) throw error;
      if (performance.now() >= giveUpAt) return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, AGAIN_AFTER_MS);
    }
  }
}
