import { readFileSync } from 'node:fs';

/** How many files this process may have open at once; `undefined` where the system does not say or does not care. */
export function readOpenFilesLimit(file = '/proc/self/limits'): number | undefined {
  try {
    const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync(file, 'utf8')) ?? [];
    return soft === undefined ? undefined : Number(soft);
  } catch {
    return undefined;
  }
}

/** A quarter of the files, and at least so many, stay for the store and for calls to instances and tools. */
const KEPT_BACK = 64;

/**
 * How many connections the relay takes. Each is an open file: if those who send took all of them, nothing
 * could be delivered any more, and the system would close what comes without a word.
 */
export function toConnectionsAllowed(configured: number, openFiles: number | undefined): number {
  if (openFiles === undefined) return configured;
  const room = openFiles - Math.max(KEPT_BACK, Math.ceil(openFiles / 4));
  return Math.max(1, Math.min(configured, room));
}
