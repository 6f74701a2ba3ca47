import {
  parseEncodedQuery,
  type Condition,
  type EncodedQuery,
  type SortKey,
} from '../query/parse-encoded-query.ts';

/** Collects what addQuery, addOrCondition, orderBy and addEncodedQuery ask for. */
export interface QueryBuilder {
  add(field: string, operator: string, value: string): Condition[];
  addEncoded(text: string): void;
  order(field: string, descending: boolean): void;
  toQuery(): EncodedQuery;
  toText(): string;
}

export function createQueryBuilder(): QueryBuilder {
  const parts: Condition[][] = [];
  const encoded: EncodedQuery[] = [];
  const order: SortKey[] = [];
  const toQuery = (): EncodedQuery => {
    const base: EncodedQuery = {
      alternatives: parts.length === 0 ? [] : [parts],
      order: [],
      groupBy: [],
      text: '',
    };
    const merged = encoded.reduce(both, base);
    return { ...merged, order: [...merged.order, ...order] };
  };
  return {
    add(field, operator, value) {
      const group = [{ field, operator: operator.toUpperCase(), value }];
      parts.push(group);
      return group;
    },
    addEncoded(text) {
      encoded.push(parseEncodedQuery(text));
    },
    order(field, descending) {
      order.push({ field, descending });
    },
    toQuery,
    toText: () => print(toQuery()),
  };
}

/** Both must hold: every alternative of one with every alternative of the other. */
function both(left: EncodedQuery, right: EncodedQuery): EncodedQuery {
  return {
    alternatives: product(left.alternatives, right.alternatives),
    order: [...left.order, ...right.order],
    groupBy: [...left.groupBy, ...right.groupBy],
    text: [left.text, right.text].filter((text) => text !== '').join(' '),
  };
}

function product(
  left: EncodedQuery['alternatives'],
  right: EncodedQuery['alternatives'],
): EncodedQuery['alternatives'] {
  if (left.length === 0) return right;
  if (right.length === 0) return left;
  return left.flatMap((a) => right.map((b) => [...a, ...b]));
}

function print(query: EncodedQuery): string {
  const alternatives = query.alternatives.map((all) =>
    all
      .map((any) => any.map((one) => `${one.field}${one.operator}${one.value}`).join('^OR'))
      .join('^'),
  );
  const order = query.order.map((key) => `ORDERBY${key.descending ? 'DESC' : ''}${key.field}`);
  return [alternatives.join('^NQ'), ...order].filter((part) => part !== '').join('^');
}
