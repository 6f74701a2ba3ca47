const cell = new Int32Array(new SharedArrayBuffer(4));
let state = 0;

/**
 * Between Glide calls a seeded instance waits for a pseudo-random moment of up to 3 ms, so that threads
 * interleave differently under each seed and races show.
 */
export function pauseFor(seed: number | undefined): void {
  if (seed === undefined) return;
  if (state === 0) state = seed + threadSalt();
  // A linear congruential step (Numerical Recipes constants): plain, fast, repeatable.
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  const milliseconds = state % 4;
  if (milliseconds > 0) Atomics.wait(cell, 0, 0, milliseconds);
}

let salt = 0;

/** Threads share the seed but not the sequence. */
export function setThreadSalt(value: number): void {
  salt = value;
}

function threadSalt(): number {
  return salt * 7919 + 1;
}
