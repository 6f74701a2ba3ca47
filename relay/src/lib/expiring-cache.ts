import type { Clock } from './clock.ts';

/** Remembers what was loaded for a while; many who ask at once for the same share one load. */
export interface ExpiringCache<Value> {
  /** A failed load is not remembered: the next who asks tries again. */
  get(key: string, load: () => Promise<Value>): Promise<Value>;
}

interface Entry<Value> {
  readonly value: Promise<Value>;
  readonly expiresAt: number;
}

export function createExpiringCache<Value>(options: {
  readonly clock: Clock;
  readonly keepMs: number;
  readonly maxEntries: number;
}): ExpiringCache<Value> {
  const entries = new Map<string, Entry<Value>>();

  async function loadInto(key: string, load: () => Promise<Value>): Promise<Value> {
    const entry = { value: load(), expiresAt: options.clock.now() + options.keepMs };
    const [oldest] = entries.keys();
    if (entries.size >= options.maxEntries && oldest !== undefined) entries.delete(oldest);
    entries.set(key, entry);
    try {
      return await entry.value;
    } catch (error) {
      if (entries.get(key) === entry) entries.delete(key);
      throw error;
    }
  }

  return {
    get(key, load) {
      const known = entries.get(key);
      if (known !== undefined && known.expiresAt > options.clock.now()) return known.value;
      entries.delete(key);
      return loadInto(key, load);
    },
  };
}
