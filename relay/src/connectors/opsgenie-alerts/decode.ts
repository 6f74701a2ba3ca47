import type { Delivery } from '../../connector-kit/connector.ts';
import { readBody, type ReadBody } from '../../connector-kit/read-body.ts';

/** `/v2/alerts`, `/v2/alerts/{identifier}` and `/v2/alerts/{identifier}/{action}`, as Opsgenie has them. */
export const ALERT_PATH =
  /^\/v2\/alerts(?:\/(?<identifier>[^/]{1,600})(?:\/(?<action>[a-z]{1,20}))?)?\/?$/;

/** What is asked stands in method and path, what it is about in the body; both are needed to read it. */
export function decode(delivery: Pick<Delivery, 'method' | 'suffix' | 'body'>): ReadBody {
  const { identifier, action = 'create' } = toRequest(delivery);
  const isBare = delivery.body.length === 0 && identifier !== undefined;
  const read: ReadBody = isBare ? { kind: 'json', json: {} } : readBody(delivery.body);
  return read.kind === 'unreadable'
    ? read
    : { kind: 'json', json: { identifier, action, sent: read.json } };
}

function toRequest({ method, suffix }: Pick<Delivery, 'method' | 'suffix'>) {
  const { identifier, action } = ALERT_PATH.exec(suffix)?.groups ?? {};
  return {
    identifier: unescaped(identifier),
    action: method === 'DELETE' && action === undefined ? 'delete' : action,
  };
}

function unescaped(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return text;
  }
}
