import type { Delivery } from '../../connector-kit/connector.ts';
import { isRecord } from '../../connector-kit/lenient.ts';
import { readBody, type ReadBody } from '../../connector-kit/read-body.ts';

/** The notification itself, or in base64 inside what a push subscription of Pub/Sub posts. */
export function decode({ body }: Pick<Delivery, 'body'>): ReadBody {
  const outer = readBody(body);
  if (outer.kind === 'unreadable' || !isRecord(outer.json)) return outer;
  const message = outer.json['message'];
  const encoded = isRecord(message) ? message['data'] : undefined;
  return typeof encoded === 'string' ? readBody(Buffer.from(encoded, 'base64')) : outer;
}
