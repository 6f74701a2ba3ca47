import { isReference, type Table } from '../dictionary/dictionary.ts';
import { rowFrom } from '../engine/session.ts';
import { countRows, findRows } from '../glide/find-rows.ts';
import { evaluateScripts } from '../glide/glide-kit.ts';
import { compileQuery } from '../query/compile-query.ts';
import { parseEncodedQuery, type EncodedQuery } from '../query/parse-encoded-query.ts';
import { failure, json, noRecord, Refusal, type Answer, type Request } from './answer.ts';
import { readOptions, renderOne, requestedTable } from './table-request.ts';
import type { RequestContext } from './routes.ts';

const DEFAULT_LIMIT = 10_000;

/** `sysparm_limit` is applied before the ACLs, and X-Total-Count counts hidden rows too. */
export function listRecords(request: Request, context: RequestContext): Answer {
  const { session, scripts } = context;
  const table = requestedTable(request, context, 'read');
  const query = requestedQuery(request, context, table);
  refuseHiddenFields(context, table, query);
  const limit = positiveNumber(request, 'sysparm_limit', DEFAULT_LIMIT);
  const offset = positiveNumber(request, 'sysparm_offset', 0);
  const found = findRows(session.engine, table, query, { limit, offset });
  const options = readOptions(request);
  const result = found
    .map((values) => rowFrom(table, values))
    .filter((row) => scripts.access.mayUseTable(session, table, 'read', row))
    .map((row) => renderOne(request, context, row, options));
  if (found.length === 0 && request.path.startsWith('/api/now/v1/')) return noRecord;
  return json(200, { result }, pagingHeaders(request, context, table, query, { limit, offset }));
}

function pagingHeaders(
  request: Request,
  context: RequestContext,
  table: Table,
  query: EncodedQuery,
  page: { readonly limit: number; readonly offset: number },
): Record<string, string> {
  if (request.query.get('sysparm_no_count') === 'true') return {};
  const total = countRows(context.session.engine, table, query);
  const headers: Record<string, string> = { 'x-total-count': String(total) };
  const link = linkHeader(request, total, page);
  if (link !== '' && request.query.get('sysparm_suppress_pagination_header') !== 'true')
    headers['link'] = link;
  return headers;
}

/** first, prev, next, last; prev and next are left out at the ends, the whole header when one page holds all. */
function linkHeader(
  request: Request,
  total: number,
  page: { readonly limit: number; readonly offset: number },
): string {
  if (page.limit <= 0 || total <= page.limit) return '';
  const last = Math.floor((total - 1) / page.limit) * page.limit;
  const links: [string, number][] = [['first', 0]];
  if (page.offset > 0) links.push(['prev', Math.max(0, page.offset - page.limit)]);
  if (page.offset + page.limit < total) links.push(['next', page.offset + page.limit]);
  links.push(['last', last]);
  return links.map(([rel, offset]) => `<${addressAt(request, offset)}>;rel="${rel}"`).join(',');
}

function addressAt(request: Request, offset: number): string {
  const query = new URLSearchParams(request.query);
  query.set('sysparm_offset', String(offset));
  return `${request.origin}${request.path}?${query.toString()}`;
}

function positiveNumber(request: Request, name: string, alternative: number): number {
  const text = request.query.get(name);
  const number = Number(text);
  return text === null || text === '' || !Number.isInteger(number) || number < 0
    ? alternative
    : number;
}

/** `sysparm_query`, or else `field=value` pairs, which also take display values. */
function requestedQuery(request: Request, context: RequestContext, table: Table): EncodedQuery {
  const encoded = request.query.get('sysparm_query');
  if (encoded !== null) {
    const { session } = context;
    return parseEncodedQuery(
      evaluateScripts(encoded, (script) =>
        session.engine.scripts.evaluateExpression(session, script),
      ),
    );
  }
  const conditions = [...request.query]
    .filter(([name]) => !name.startsWith('sysparm_'))
    .map(([field, value]) => [
      {
        field: fieldForValue(context, table, field, value),
        operator: '=',
        value: valueFor(table, field, value),
      },
    ]);
  return {
    alternatives: conditions.length === 0 ? [] : [conditions],
    order: [],
    groupBy: [],
    text: '',
  };
}

/** A reference given by what it shows is compared with the display value of the referred record. */
function fieldForValue(
  context: RequestContext,
  table: Table,
  field: string,
  value: string,
): string {
  const column = table.columns.get(field);
  if (column === undefined || !isReference(column) || /^[0-9a-f]{32}$/i.test(value) || value === '')
    return field;
  const target = context.session.engine.dictionary().find(column.reference);
  return target === undefined
    ? field
    : `${field}.${target.name === 'sys_user' && !value.includes(' ') ? 'user_name' : target.display}`;
}

function valueFor(table: Table, field: string, value: string): string {
  const column = table.columns.get(field);
  const choice = column?.choices.find((one) => one.label.toLowerCase() === value.toLowerCase());
  return choice?.value ?? value;
}

/** A real field that the caller may not read refuses the whole query; an unknown one is dropped. */
function refuseHiddenFields(context: RequestContext, table: Table, query: EncodedQuery): void {
  const { session, scripts } = context;
  const used = query.alternatives.flat(2).map((condition) => condition.field);
  const unknown = new Set(compileQuery(session.engine.dictionary(), table, query, 0).unknownFields);
  for (const path of used) {
    const column = table.columns.get(path.split('.')[0] ?? '');
    if (column === undefined || unknown.has(path)) continue;
    if (scripts.access.mayUseField(session, table, column, 'read', undefined)) continue;
    throw new Refusal(
      failure(
        403,
        'Insufficient rights to query records',
        'Field(s) present in the query do not have permission to be read',
      ),
    );
  }
}
