import type { Table } from '../dictionary/dictionary.ts';
import type { Engine } from '../engine/session.ts';
import { compileQuery } from '../query/compile-query.ts';
import type { EncodedQuery } from '../query/parse-encoded-query.ts';
import { selectionOf, toRecord } from '../store/records.ts';
import { textOf } from '../store/database.ts';
import type { Values } from '../store/rows.ts';

export interface Page {
  readonly limit: number | undefined;
  readonly offset: number;
}

/** Property: a query with a field that does not exist finds nothing, instead of dropping that condition. */
const STRICT = 'glide.invalid_query.returns_no_rows';

export function findRows(engine: Engine, table: Table, query: EncodedQuery, page: Page): Values[] {
  const compiled = compileQuery(engine.dictionary(), table, query, engine.shared.nowMs());
  if (isRefused(engine, compiled.unknownFields)) return [];
  const limit = ` LIMIT ${page.limit ?? -1} OFFSET ${page.offset}`;
  const text = `SELECT ${selectionOf(table).sql} ${compiled.from}${compiled.orderBy}${limit}`;
  return engine.store
    .prepareRaw(text)
    .all(...compiled.bound)
    .map((row) => toRecord(table, row));
}

/** Only the ids, for results that are too large to hold whole. */
export function findIds(engine: Engine, table: Table, query: EncodedQuery, page: Page): string[] {
  const compiled = compileQuery(engine.dictionary(), table, query, engine.shared.nowMs());
  if (isRefused(engine, compiled.unknownFields)) return [];
  const limit = ` LIMIT ${page.limit ?? -1} OFFSET ${page.offset}`;
  const rows = engine.store
    .prepareRaw(`SELECT r.sys_id ${compiled.from}${compiled.orderBy}${limit}`)
    .all(...compiled.bound);
  return rows.map((row) => textOf(row[0]));
}

export function countRows(engine: Engine, table: Table, query: EncodedQuery): number {
  const compiled = compileQuery(engine.dictionary(), table, query, engine.shared.nowMs());
  if (isRefused(engine, compiled.unknownFields)) return 0;
  const row = engine.store.prepareRaw(`SELECT count(*) ${compiled.from}`).get(...compiled.bound);
  return Number(row?.[0] ?? 0);
}

function isRefused(engine: Engine, unknownFields: readonly string[]): boolean {
  return unknownFields.length > 0 && engine.properties().get(STRICT) === 'true';
}
