/** Time is an input: milliseconds since the epoch, UTC. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** Never steps back or ahead: for durations and expiry, not for the time of day. */
export const steadyClock: Clock = { now: () => performance.now() };
