import type { Page } from '../store/views/page.ts';

/** The last line of a list that was cut: who reads it as the whole of it looks for what is not there. */
export function thereAreMore(
  { next }: Pick<Page<unknown>, 'next'>,
  listed: number,
): readonly string[] {
  return next === undefined ? [] : [`These are the ${listed} newest; there are more.`];
}
