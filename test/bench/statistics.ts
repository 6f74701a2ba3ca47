/** The value that `share` of all values do not exceed, by nearest rank. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = Math.max(1, Math.ceil(sorted.length * share));
  return sorted[rank - 1] ?? Number.NaN;
}

/** The middle one; rounds on a shared machine differ too much for a mean to say anything. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** Three significant digits: more would claim a precision that one run does not have. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
