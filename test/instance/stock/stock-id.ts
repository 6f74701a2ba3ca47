import { createHash } from 'node:crypto';

/**
 * A sys_id for stock rows whose real one is not publicly known: the same on every run, 32 hex digits.
 * Well-known ids are written out where they are used.
 */
export function stockId(table: string, key: string): string {
  return createHash('md5').update(`${table}:${key}`).digest('hex');
}
