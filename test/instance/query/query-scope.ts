import type { Column, Dictionary, Table } from '../dictionary/dictionary.ts';
import type { EncodedQuery } from './parse-encoded-query.ts';

/** An expression for a possibly dot-walked field, and the column it ends in. */
export interface FieldExpression {
  readonly sql: string;
  readonly column: Column;
  readonly alias: string;
}

export interface QueryScope {
  readonly dictionary: Dictionary;
  readonly table: Table;
  readonly nowMs: number;
  field(path: string): FieldExpression | undefined;
  /** Another column of the row reached so far, for a reference's display value. */
  join(on: FieldExpression): { readonly alias: string; readonly table: Table } | undefined;
  /** Values are bound by position, so a condition must bind in the order of its text. */
  bind(value: string | number): string;
  /** `FROM … WHERE …` of a query within this one, its values bound. */
  inside(table: Table, query: EncodedQuery): string;
}
