import { createHmac } from 'node:crypto';
import { isSameText } from '../lib/digest.ts';
import type { Verdict } from './connector.ts';

/** How old, or how far ahead, a signed timestamp may be. */
const TOLERANCE_MS = 300_000;

interface SignedText {
  /** As the header has them; several during a rotation of the secret. */
  readonly signatures: readonly string[];
  /** What is signed, in order: the raw body, perhaps with an id and a time before it. */
  readonly parts: readonly (string | Uint8Array)[];
  readonly key: string | Uint8Array;
  readonly encoding: 'hex' | 'base64';
}

/** HMAC-SHA256 over the raw bytes: genuine when any of the signatures is the right one. */
export function verifySignature({ signatures, parts, key, encoding }: SignedText): Verdict {
  if (signatures.length === 0) return { kind: 'refused', because: 'missing' };
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  const expected = hmac.digest(encoding);
  return signatures.some((signature) => isSameText(signature, expected))
    ? { kind: 'genuine' }
    : { kind: 'refused', because: 'mismatch' };
}

/** A recorded delivery that is sent again later must not count, so signed times have to be recent. */
export function isRecent(timestampMs: number, receivedAt: number): boolean {
  return Math.abs(receivedAt - timestampMs) <= TOLERANCE_MS;
}
