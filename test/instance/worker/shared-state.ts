/** What all threads of one instance share: a write lock, versions of cached metadata, the clock. */

export const cacheGroups = ['dictionary', 'scripts', 'access', 'users', 'properties'] as const;
export type CacheGroup = (typeof cacheGroups)[number];

export interface SharedBuffers {
  readonly integers: SharedArrayBuffer;
  readonly clock: SharedArrayBuffer;
}

export interface SharedState {
  exclusively<T>(work: () => T): T;
  version(group: CacheGroup): number;
  invalidate(group: CacheGroup): void;
  nowMs(): number;
  clockOffsetMs(): number;
  setClockOffsetMs(offsetMs: number): void;
  /** Frees the write lock if this thread still holds it. */
  releaseOwnLock(): void;
  /** Frees the write lock if the thread that held it is gone. */
  releaseLockOf(thread: number): void;
}

const LOCK = 0;
const FIRST_VERSION = 1;

export function createSharedBuffers(): SharedBuffers {
  return { integers: new SharedArrayBuffer(4 * 16), clock: new SharedArrayBuffer(8) };
}

/** `thread` names the holder of the lock: 0 is the server thread. */
export function openSharedState(buffers: SharedBuffers, thread = 0): SharedState {
  const integers = new Int32Array(buffers.integers);
  const clock = new Float64Array(buffers.clock);
  const holder = thread + 1;
  const slot = (group: CacheGroup): number => FIRST_VERSION + cacheGroups.indexOf(group);

  const releaseLockOf = (gone: number): void => {
    if (Atomics.compareExchange(integers, LOCK, gone + 1, 0) === gone + 1) {
      Atomics.notify(integers, LOCK, 1);
    }
  };

  return {
    exclusively(work) {
      for (;;) {
        const held = Atomics.compareExchange(integers, LOCK, 0, holder);
        if (held === 0) break;
        Atomics.wait(integers, LOCK, held, 50);
      }
      try {
        return work();
      } finally {
        Atomics.store(integers, LOCK, 0);
        Atomics.notify(integers, LOCK, 1);
      }
    },
    releaseOwnLock: () => releaseLockOf(thread),
    releaseLockOf,
    version: (group) => Atomics.load(integers, slot(group)),
    invalidate(group) {
      Atomics.add(integers, slot(group), 1);
    },
    nowMs: () => Date.now() + (clock[0] ?? 0),
    clockOffsetMs: () => clock[0] ?? 0,
    setClockOffsetMs(offsetMs) {
      clock[0] = offsetMs;
    },
  };
}

/** A value computed from metadata, computed again once somebody changed that metadata. */
export function cached<T>(shared: SharedState, group: CacheGroup, load: () => T): () => T {
  let version = -1;
  let value: T | undefined;
  return () => {
    const now = shared.version(group);
    if (value === undefined || version !== now) {
      value = load();
      version = now;
    }
    return value;
  };
}
