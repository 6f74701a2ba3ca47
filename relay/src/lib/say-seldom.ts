import type { Logger } from 'pino';
import { type Clock, steadyClock } from './clock.ts';

const EVERY_MS = 60_000;

/**
 * For what is tried several times a second and fails while something is away, such as the database: the same
 * words once a minute, with how often it came since the last time.
 */
export function createSaySeldom(
  log: Pick<Logger, 'error'>,
  clock: Clock = steadyClock,
): (error: unknown, words: string) => void {
  const said = new Map<string, { readonly at: number; unsaid: number }>();
  return (error, words) => {
    const now = clock.now();
    const last = said.get(words);
    if (last !== undefined && now - last.at < EVERY_MS) {
      last.unsaid += 1;
      return;
    }
    said.set(words, { at: now, unsaid: 0 });
    log.error({ err: error, ...(last === undefined ? {} : { alsoSince: last.unsaid }) }, words);
  };
}
