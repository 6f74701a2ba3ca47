import { isSameText } from '../lib/digest.ts';
import type { Verdict } from './connector.ts';

/** For a secret that is sent as it is: in a header, in the query, in the body. */
export function verifyText(given: string | undefined, expected: string): Verdict {
  if (given === undefined || given === '') return { kind: 'refused', because: 'missing' };
  return isSameText(given, expected)
    ? { kind: 'genuine' }
    : { kind: 'refused', because: 'mismatch' };
}
