import { setTimeout as pause } from 'node:timers/promises';

interface Patience {
  /** Milliseconds until the wait is given up. */
  readonly within: number;
  /** Milliseconds between two questions; if absent, more of them the longer it takes. */
  readonly every?: number;
  /** What was awaited, for the message of the failure; a function is asked when the time is over. */
  readonly what: string | (() => string);
}

/** A question costs a relay or an instance some ms of computing: who waits for seconds asks less often. */
const leastPauseMs = 20;
const mostPauseMs = 100;
const shareOfWait = 0.1;

/**
 * Asks until there is an answer; `undefined`, `false` and a thrown error mean "not yet".
 * Tests wait with this and never for a fixed time.
 */
export async function waitFor<Answer>(
  ask: () => Answer | undefined | false | Promise<Answer | undefined | false>,
  { within, every, what }: Patience,
): Promise<Answer> {
  const startedAt = performance.now();
  let lastError: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      lastError = error;
    }
    const waited = performance.now() - startedAt;
    if (waited >= within) {
      const awaited = typeof what === 'string' ? what : what();
      throw new Error(`Waited ${within} ms in vain for: ${awaited}`, { cause: lastError });
    }
    const grown = Math.min(mostPauseMs, Math.max(leastPauseMs, waited * shareOfWait));
    await pause(every ?? grown);
  }
}

/** Asks until the answer has stayed the same for `quietFor` milliseconds, and returns it. */
export async function waitUntilQuiet<Answer extends string | number>(
  ask: () => Promise<Answer>,
  { within, quietFor, what }: Patience & { readonly quietFor: number },
): Promise<Answer> {
  let last = await ask();
  let since = performance.now();
  return waitFor(
    async () => {
      const now = await ask();
      if (now !== last) {
        last = now;
        since = performance.now();
      }
      return performance.now() - since >= quietFor ? { answer: last } : undefined;
    },
    { within, every: Math.min(100, quietFor / 4), what },
  ).then(({ answer }) => answer);
}
