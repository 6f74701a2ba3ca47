import { hash, timingSafeEqual } from 'node:crypto';

/** SHA-256 as 64 lower-case hex characters. */
export function sha256Hex(text: string | Uint8Array): string {
  return hash('sha256', text, 'hex');
}

/** Compares digests, so that neither content nor length leaks through timing. */
export function isSameText(left: string, right: string): boolean {
  return timingSafeEqual(hash('sha256', left, 'buffer'), hash('sha256', right, 'buffer'));
}
