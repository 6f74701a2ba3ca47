import { setTimeout as pause } from 'node:timers/promises';

/** When a lane may say the next thing. */
export interface Pace {
  /** Waits for its time; false when the time is over. */
  next(): Promise<boolean>;
}

export interface PaceOptions {
  readonly perSecond: number;
  readonly seconds: number;
  /** So many times as fast during the burst, a sixth of the time in its middle. */
  readonly burst: number;
  /** Part of the first interval to wait, so that lanes do not speak at once. */
  readonly offset: number;
}

/**
 * Who is late does not wait, so none is left out.
 * @yields {number} seconds from the start at which the next event is due
 */
export function* dueTimes({ perSecond, seconds, burst, offset }: PaceOptions): Iterable<number> {
  const burstFrom = (seconds * 5) / 12;
  const burstTo = burstFrom + seconds / 6;
  let at = offset / perSecond;
  while (at < seconds) {
    yield at;
    const factor = at >= burstFrom && at < burstTo ? burst : 1;
    at += 1 / (perSecond * factor);
  }
}

export function createPace(options: PaceOptions): Pace {
  const startedAt = performance.now();
  const times = dueTimes(options)[Symbol.iterator]();
  return {
    async next() {
      const due = times.next();
      if (due.done === true) return false;
      const waitMs = startedAt + due.value * 1000 - performance.now();
      if (waitMs > 0) await pause(waitMs);
      return true;
    },
  };
}
