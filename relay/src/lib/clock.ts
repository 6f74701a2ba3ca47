/** Time is an input: milliseconds since the epoch, UTC. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/**
 * The time of day as it was once, and steady from there on: for due times, which a clock that is set
 * while the relay runs must neither bring forward nor put off.
 */
export function createAnchoredClock(atMs: number): Clock {
  const startedAt = performance.now();
  return { now: () => Math.round(atMs + performance.now() - startedAt) };
}

/** Never steps back or ahead: for durations and expiry, not for the time of day. */
export const steadyClock: Clock = { now: () => performance.now() };
