import { writeWhole } from '../lib/write-whole.ts';
import { writing } from './writing.ts';

/**
 * All of it before it returns: what Node still holds of a pipe is lost when a command ends with a code of its
 * own, from 64 KB on. What was done is done, whether or not somebody reads on.
 */
export function printWhole(text: string): void {
  writing('standard output', () => writeWhole(1, Buffer.from(text)));
}

/** That nobody can be told of a fault is told to nobody. */
export function printErrorWhole(text: string): void {
  try {
    writeWhole(2, Buffer.from(text));
  } catch {
    // The code of the process still says it.
  }
}
