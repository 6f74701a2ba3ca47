import type { Table } from '../dictionary/dictionary.ts';
import { rowFrom } from '../engine/session.ts';
import type { EncodedQuery } from '../query/parse-encoded-query.ts';
import { readRecord } from '../store/records.ts';
import type { Values } from '../store/rows.ts';
import type { GlideKit } from './glide-kit.ts';
import { countRows, findIds, findRows, type Page } from './find-rows.ts';

export interface Result {
  next(): Values | undefined;
  hasNext(): boolean;
  count(): number;
}

/** Rows of small results are read at once, of large ones one by one as the script gets to them. */
const READ_AT_ONCE = 200;

export function createResult(
  kit: GlideKit,
  table: Table,
  query: EncodedQuery,
  page: Page,
  secure: boolean,
): Result {
  const { engine } = kit.runtime;
  const limit = Math.min(page.limit ?? READ_AT_ONCE, READ_AT_ONCE);
  const first = findRows(engine, table, query, { limit, offset: page.offset });
  const rest = first.length < READ_AT_ONCE ? [] : findRest(kit, table, query, page, first.length);
  let position = 0;
  let waiting: Values | undefined;

  const isVisible = (values: Values): boolean =>
    !secure || kit.access.mayUseTable(kit.runtime.session(), table, 'read', rowFrom(table, values));
  const advance = (): Values | undefined => {
    while (position < first.length + rest.length) {
      const index = position;
      position += 1;
      const values =
        first[index] ?? readRecord(engine.store, table, rest[index - first.length] ?? '');
      if (values !== undefined && isVisible(values)) return values;
    }
    return undefined;
  };

  return {
    next() {
      const values = waiting ?? advance();
      waiting = undefined;
      return values;
    },
    hasNext() {
      waiting ??= advance();
      return waiting !== undefined;
    },
    count: () =>
      rest.length === 0 && page.limit === undefined
        ? first.length + page.offset
        : cap(page, countRows(engine, table, query)),
  };
}

function cap(page: Page, count: number): number {
  return page.limit === undefined ? count : Math.min(page.limit, count);
}

function findRest(
  kit: GlideKit,
  table: Table,
  query: EncodedQuery,
  page: Page,
  had: number,
): string[] {
  const limit = page.limit === undefined ? undefined : page.limit - had;
  if (limit !== undefined && limit <= 0) return [];
  return findIds(kit.runtime.engine, table, query, { limit, offset: page.offset + had });
}
