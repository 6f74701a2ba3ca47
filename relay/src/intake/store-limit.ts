import type { Clock } from '../lib/clock.ts';
import { RelayError } from '../lib/errors.ts';

export interface StoreLimitDeps {
  /** Bytes that are in use; what was forgotten is not. */
  readonly usedBytes: () => Promise<number>;
  readonly maxBytes: number;
  readonly clock: Clock;
}

const ASK_EVERY_MS = 1000;

/**
 * Keeps nothing more once the store holds as much as it may: the tool is told to come again, and what is
 * here goes on to be delivered. Between two looks at the store, which are a second apart, it may grow by
 * what comes in a second.
 */
export function limitStore<Given extends readonly unknown[]>(
  { usedBytes, maxBytes, clock }: StoreLimitDeps,
  keep: (...given: Given) => Promise<void>,
): (...given: Given) => Promise<void> {
  let askedAt = -Infinity;
  let asking: Promise<number> = Promise.resolve(0);
  return async (...given) => {
    const now = clock.now();
    if (Math.abs(now - askedAt) >= ASK_EVERY_MS) {
      askedAt = now;
      asking = usedBytes();
    }
    if ((await asking) >= maxBytes) {
      throw new RelayError(
        'STORE_UNAVAILABLE',
        'The store is as large as limits.maxStoreMb allows.',
      );
    }
    await keep(...given);
  };
}
