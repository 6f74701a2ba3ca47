import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Salted SHA-256: fast on purpose, these are throw-away accounts of a test instance. */
export function hashPassword(password: string): string {
  const salt = randomBytes(12).toString('hex');
  return `{sha256}${salt}$${digest(salt, password)}`;
}

export function isPasswordRight(hash: string, password: string): boolean {
  const [, salt, expected] = /^\{sha256\}([0-9a-f]+)\$([0-9a-f]+)$/.exec(hash) ?? [];
  if (salt === undefined || expected === undefined) return false;
  return timingSafeEqual(Buffer.from(expected), Buffer.from(digest(salt, password)));
}

function digest(salt: string, password: string): string {
  return createHash('sha256').update(`${salt}:${password}`).digest('hex');
}
