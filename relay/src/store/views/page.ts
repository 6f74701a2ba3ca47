/** One page of a list, newest first. `after` is the id of the last row of the page before. */
export interface PageRequest {
  readonly workspace: string;
  readonly limit: number;
  readonly after?: string | undefined;
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Where the next page begins; `undefined` at the end. */
  readonly next: string | undefined;
}

/** Of `limit + 1` rows that were asked for, the last only tells that there are more. */
export function toPage<Row extends { readonly id: string }>(
  rows: readonly Row[],
  limit: number,
): Page<Row> {
  const shown = rows.slice(0, limit);
  return { rows: shown, next: rows.length > limit ? shown.at(-1)?.id : undefined };
}
