import { createHash, timingSafeEqual } from 'node:crypto';

/** SHA-256 as 64 lower-case hex characters. */
export function sha256Hex(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Compares digests, so that neither content nor length leaks through timing. */
export function isSameText(left: string, right: string): boolean {
  return timingSafeEqual(
    createHash('sha256').update(left).digest(),
    createHash('sha256').update(right).digest(),
  );
}
