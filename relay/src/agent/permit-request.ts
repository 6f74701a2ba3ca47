import type { Integration } from './satellite-file.ts';
import type { FetchedRequest } from '../api/agent-wire.ts';

/** The app, and the Table API: an agent is no way in to anything else of the instance. */
const openPaths = ['/api/x_alrt_relay/v1/', '/api/now/table/'];
/** Attachments are read and never written. */
const readPath = /^\/api\/now\/attachment(\/|$)/;

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
  const isOpen =
    openPaths.some((open) => target.pathname.startsWith(open)) ||
    (method === 'GET' && readPath.test(target.pathname));
  if (!isOpen) {
    return { kind: 'refused', because: `agents do not call ${target.pathname}` };
  }
  const table = /^\/api\/now\/table\/([a-z0-9_]+)$/.exec(target.pathname)?.[1];
  const filter = table === undefined ? undefined : metadata.queries[table];
  if (filter !== undefined && method === 'GET') {
    const asked = target.searchParams.get('sysparm_query');
    target.searchParams.set('sysparm_query', asked === null ? filter : `${filter}^${asked}`);
  }
  return { kind: 'permitted', url: target.href };
}
