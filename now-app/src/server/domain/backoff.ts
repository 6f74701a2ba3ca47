const firstDelaySeconds = 5;
const longestDelaySeconds = 3600;

/** Doubles from 5 s to an hour, with half of it left to chance so that nodes do not meet again. */
export function backoffSeconds(failures: number, chance: number): number {
  const full = Math.min(longestDelaySeconds, firstDelaySeconds * 2 ** Math.max(0, failures - 1));
  return Math.round(full / 2 + (full / 2) * chance);
}
