import { hash, timingSafeEqual } from 'node:crypto';

/** SHA-256 as 64 lower-case hex characters. */
export function sha256Hex(text: string | Uint8Array): string {
  return hash('sha256', text, 'hex');
}

/** Compares in a time that tells nothing of the content; whether the lengths differ may show. */
export function isSameText(left: string, right: string): boolean {
  const [one, other] = [Buffer.from(left), Buffer.from(right)];
  return one.length === other.length && timingSafeEqual(one, other);
}
