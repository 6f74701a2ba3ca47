export interface Syncs {
  /** Resolves when what was written before the call is durable. */
  readonly synced: () => Promise<void>;
  /** When all that was asked for so far is done; `undefined` when it is. */
  readonly underWay: () => Promise<void> | undefined;
}

/**
 * Syncs that are asked for while one runs share the next: that one starts after all they wrote.
 * @param sync makes durable what was written before it was called
 */
export function createSyncs(sync: () => Promise<void>): Syncs {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  function start(): Promise<void> {
    next = undefined;
    running = sync().finally(() => {
      running = undefined;
    });
    return running;
  }

  return {
    synced() {
      if (running === undefined) return start();
      next ??= running.then(start);
      return next;
    },
    underWay: () => next ?? running,
  };
}
