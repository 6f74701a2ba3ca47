/**
 * Threads that must not do something at the same time take turns: first come, first served. The thread
 * that answers requests waits without blocking, since its event loop has other things to do.
 */
export interface Turns {
  /** Resolves when it is our turn. Each turn must be ended. */
  take(): Promise<void>;
  /** For a thread that has nothing else to do. */
  takeBlocking(): void;
  end(): void;
}

/** Hand `shared` to the other threads; each makes its own view of it. */
export function createTurns(shared: SharedArrayBuffer = new SharedArrayBuffer(8)): Turns & {
  readonly shared: SharedArrayBuffer;
} {
  const cells = new Int32Array(shared);
  const nextTicket = 0;
  const nowServing = 1;
  return {
    shared,
    async take() {
      const ticket = Atomics.add(cells, nextTicket, 1);
      for (;;) {
        const serving = Atomics.load(cells, nowServing);
        if (serving === ticket) return;
        const waiting = Atomics.waitAsync(cells, nowServing, serving);
        if (waiting.async) await waiting.value;
      }
    },
    takeBlocking() {
      const ticket = Atomics.add(cells, nextTicket, 1);
      for (;;) {
        const serving = Atomics.load(cells, nowServing);
        if (serving === ticket) return;
        Atomics.wait(cells, nowServing, serving);
      }
    },
    end() {
      Atomics.add(cells, nowServing, 1);
      Atomics.notify(cells, nowServing);
    },
  };
}
