import type { Clock } from './clock.ts';

/** So many in a minute, some of them at once. */
export interface RateLimit {
  /** 0 when one may go now, else how many milliseconds until the next may; nothing is taken then. */
  take(key: string, perMinute: number): number;
}

const MINUTE_MS = 60_000;
/** Ten seconds' worth may go at once. */
const BURST_SHARE = 6;

/**
 * The theoretical arrival time of each key (GCRA): one number tells how far the allowance is spent
 * ahead of now. https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm
 */
export function createRateLimit(clock: Clock): RateLimit {
  const spentUntil = new Map<string, number>();
  return {
    take(key, perMinute) {
      const now = clock.now();
      const everyMs = MINUTE_MS / perMinute;
      const aheadMs = (Math.max(1, Math.floor(perMinute / BURST_SHARE)) - 1) * everyMs;
      const at = Math.max(now, spentUntil.get(key) ?? 0);
      if (at - now > aheadMs) return Math.ceil(at - now - aheadMs);
      spentUntil.set(key, at + everyMs);
      return 0;
    },
  };
}
