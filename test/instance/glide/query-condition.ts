import { textFrom } from '../scripts/runtime.ts';
import type { Condition } from '../query/parse-encoded-query.ts';
import type { QueryBuilder } from './query-builder.ts';

/** What addQuery returns: more conditions can be hung on it. */
export interface GlideQueryCondition {
  addCondition(...given: readonly unknown[]): GlideQueryCondition;
  addOrCondition(...given: readonly unknown[]): GlideQueryCondition;
}

export function createQueryCondition(
  builder: QueryBuilder,
  group: Condition[],
): GlideQueryCondition {
  const condition: GlideQueryCondition = {
    addCondition(...given) {
      const { field, operator, value } = readQueryArguments(given);
      builder.add(field, operator, value ?? '');
      return condition;
    },
    addOrCondition(...given) {
      const { field, operator, value } = readQueryArguments(given);
      group.push({ field, operator: operator.toUpperCase(), value: value ?? '' });
      return condition;
    },
  };
  return condition;
}

interface QueryArguments {
  readonly field: string;
  readonly operator: string;
  /** Absent when the one argument is an encoded query. */
  readonly value: string | undefined;
}

/** `(encoded)`, `(field, value)`, `(field, operator, value)`; an array is a list for IN. */
export function readQueryArguments(given: readonly unknown[]): QueryArguments {
  const [field, second, third] = given;
  if (given.length <= 1) return { field: textFrom(field), operator: '=', value: undefined };
  if (given.length === 2)
    return { field: textFrom(field), operator: '=', value: valueText(second) };
  return { field: textFrom(field), operator: textFrom(second), value: valueText(third) };
}

function valueText(value: unknown): string {
  return Array.isArray(value) ? value.map(textFrom).join(',') : textFrom(value);
}
