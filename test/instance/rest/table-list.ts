import type { Table } from '../dictionary/dictionary.ts';
import { rowFrom } from '../engine/session.ts';
import { countRows, findRows } from '../glide/find-rows.ts';
import type { EncodedQuery } from '../query/parse-encoded-query.ts';
import { isSet, json, noRecord, type Answer, type Request } from './answer.ts';
import { positiveNumber, refuseHiddenFields, requestedQuery } from './requested-query.ts';
import { readOptions, renderOne, requestedTable } from './table-request.ts';
import type { RequestContext } from './route.ts';

const DEFAULT_LIMIT = 10_000;

/** Four copies of a long query are more than clients take in headers; left out then (assumed). */
const LONGEST_LINK = 8192;

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

export function pagingHeaders(
  request: Request,
  context: RequestContext,
  table: Table,
  query: EncodedQuery,
  page: { readonly limit: number; readonly offset: number },
): Record<string, string> {
  if (isSet(request.query.get('sysparm_no_count'))) return {};
  const total = countRows(context.session.engine, table, query);
  const headers: Record<string, string> = { 'x-total-count': String(total) };
  const link = linkHeader(request, total, page);
  if (link !== '' && !isSet(request.query.get('sysparm_suppress_pagination_header')))
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
  const header = links
    .map(([rel, offset]) => `<${addressAt(request, offset)}>;rel="${rel}"`)
    .join(',');
  return header.length > LONGEST_LINK ? '' : header;
}

function addressAt(request: Request, offset: number): string {
  const query = new URLSearchParams(request.query);
  query.set('sysparm_offset', String(offset));
  return `${request.origin}${request.path}?${query.toString()}`;
}
