/**
 * Chance by a seed, so that a run that failed can be run again: mulberry32, public domain, by
 * Tommy Ettinger. Returns numbers from 0 up to 1.
 */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A number of milliseconds in a range. */
export function between(random: () => number, low: number, high: number): number {
  return low + random() * (high - low);
}
