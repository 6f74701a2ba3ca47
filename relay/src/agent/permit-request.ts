import type { Integration } from './satellite-file.ts';
import type { FetchedRequest } from '../api/agent-wire.ts';

/** The app: an agent is no way in to anything else of the instance than this, … */
const app = '/api/x_alrt_relay/v1/';
/** … tables and their records, … */
const tablePath = /^\/api\/now\/table\/(?<table>[a-z0-9_]+)(?<record>\/[0-9a-f]{32})?$/;
/** … and attachments, which are read and never written. */
const readPath = /^\/api\/now\/attachment(\/|$)/;
/** Encoded or with parameters (`..;`), a path can be another one to the server than to whoever checks it. */
const ambiguous = /[^\w/.-]/;

export type Permitted =
  | { readonly kind: 'permitted'; readonly url: string }
  | { readonly kind: 'refused'; readonly because: string };

/** The address that is called for a request: of this instance, inside what agents may, under its own filter. */
export function permitRequest(
  { url, metadata }: Pick<Integration, 'url' | 'metadata'>,
  { path, method }: Pick<FetchedRequest, 'path' | 'method'>,
): Permitted {
  const target = URL.parse(path, url);
  if (target === null || target.origin !== new URL(url).origin) {
    return { kind: 'refused', because: 'the path leads to another host' };
  }
  const { pathname, searchParams } = target;
  const { table, record } = tablePath.exec(pathname)?.groups ?? {};
  const isOpen =
    pathname.startsWith(app) ||
    table !== undefined ||
    (method === 'GET' && readPath.test(pathname));
  if (!isOpen || ambiguous.test(pathname)) {
    return { kind: 'refused', because: `agents do not call ${pathname}` };
  }
  const filter = table === undefined ? undefined : metadata.queries[table];
  if (filter !== undefined && record === undefined && method === 'GET') {
    const query = underFilter(filter, searchParams.get('sysparm_query') ?? '');
    if (query === undefined) {
      return {
        kind: 'refused',
        because: `the query goes past the filter that satellite.yml has for ${table}`,
      };
    }
    searchParams.set('sysparm_query', query);
  }
  return { kind: 'permitted', url: target.href };
}

/**
 * `^NQ` begins an alternative, and each has to fit; `^OR` adds one to the term before it, which must not be
 * the filter (https://servicenow.github.io/sdk/guides/encoded-query-guide).
 */
function underFilter(filter: string, asked: string): string | undefined {
  const alternatives = asked.split('^NQ');
  if (alternatives.some((one) => /^\^*OR(?!DERBY)/.test(one))) return undefined;
  return alternatives.map((one) => (one === '' ? filter : `${filter}^${one}`)).join('^NQ');
}
