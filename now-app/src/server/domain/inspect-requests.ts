import { invalid, type Checked } from './checks.ts';

/** The contract's list; a contract test compares the two. */
export const findColumns = ['number', 'sys_id', 'external_url'] as const;
export type FindColumn = (typeof findColumns)[number];

export interface FindQuestion {
  readonly by: FindColumn;
  readonly value: string;
}

export function parseFind(parameter: (name: string) => string | undefined): Checked<FindQuestion> {
  const by = findColumns.find((column) => column === parameter('by'));
  const value = parameter('value') ?? '';
  if (by === undefined) {
    return { ok: false, refusal: invalid('by', `one of ${findColumns.join(', ')}`) };
  }
  if (value === '' || value.length > 1024) {
    return { ok: false, refusal: invalid('value', 'text of 1 to 1024 characters') };
  }
  return { ok: true, value: { by, value } };
}
