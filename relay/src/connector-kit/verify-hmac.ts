import { createHmac } from 'node:crypto';
import { isSameText } from '../lib/digest.ts';
import type { Verdict } from './connector.ts';

interface SignedMessage {
  /** What the tool signed, in order; always the raw bytes of the body, never re-serialized JSON. */
  readonly signed: readonly (string | Uint8Array)[];
  readonly secret: string | Uint8Array;
  readonly encoding: 'hex' | 'base64';
  /** One is enough: tools that change their secret sign with the old and the new one for a while. */
  readonly signatures: readonly string[];
}

/** HMAC-SHA256, compared in constant time. */
export function verifyHmac({ signed, secret, encoding, signatures }: SignedMessage): Verdict {
  if (signatures.length === 0) return { kind: 'refused', because: 'missing' };
  const hmac = createHmac('sha256', secret);
  for (const part of signed) hmac.update(part);
  const expected = hmac.digest(encoding);
  const isMatch = signatures.some((signature) =>
    isSameText(encoding === 'hex' ? signature.toLowerCase() : signature, expected),
  );
  return isMatch ? { kind: 'genuine' } : { kind: 'refused', because: 'mismatch' };
}

/** The signatures of `v1=…,v1=…` or `v1,… v1,…`: what follows the version that we know. */
export function signaturesOf(
  header: string | undefined,
  { separator, prefix }: { readonly separator: RegExp; readonly prefix: string },
): readonly string[] {
  return (header ?? '')
    .split(separator)
    .filter((entry) => entry.startsWith(prefix))
    .map((entry) => entry.slice(prefix.length));
}

/** Refuses what was signed too long ago, or too far ahead of our clock, whatever its signature. */
export function isWithin(
  seconds: string | undefined,
  receivedAt: number,
  toleranceMs: number,
): boolean {
  if (seconds === undefined || !/^\d{1,12}$/.test(seconds)) return false;
  return Math.abs(receivedAt - Number(seconds) * 1_000) <= toleranceMs;
}
