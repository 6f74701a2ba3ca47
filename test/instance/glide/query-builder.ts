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

/**
 * In the order in which they were asked for, as if it were one text: what follows a query with `^NQ` joins
 * its last alternative, what goes before it the first (KB0564887 shows the latter).
 */
export function createQueryBuilder(): QueryBuilder {
  const parts: (readonly Condition[] | EncodedQuery)[] = [];
  const order: SortKey[] = [];
  const toQuery = (): EncodedQuery => {
    const encoded = parts.filter((part) => 'alternatives' in part);
    return {
      alternatives: join(parts),
      order: [...encoded.flatMap((query) => query.order), ...order],
      groupBy: [],
      text: encoded.flatMap(({ text }) => (text === '' ? [] : [text])).join(' '),
    };
  };
  return {
    add(field, operator, value) {
      const group = [{ field, operator: operator.toUpperCase(), value }];
      parts.push(group);
      return group;
    },
    addEncoded(text) {
      parts.push(parseEncodedQuery(text));
    },
    order(field, descending) {
      order.push({ field, descending });
    },
    toQuery,
    toText: () => print(toQuery()),
  };
}

function join(
  parts: readonly (readonly Condition[] | EncodedQuery)[],
): EncodedQuery['alternatives'] {
  const alternatives: (readonly Condition[])[][] = [[]];
  for (const part of parts) {
    const [first = [], ...others] = 'alternatives' in part ? part.alternatives : [[part]];
    alternatives.at(-1)?.push(...first);
    alternatives.push(...others.map((other) => [...other]));
  }
  return alternatives.filter((all) => all.length > 0);
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
