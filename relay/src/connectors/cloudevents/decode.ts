import type { Delivery } from '../../connector-kit/connector.ts';
import { readBody, type ReadBody } from '../../connector-kit/read-body.ts';

const attributes = ['specversion', 'id', 'source', 'type', 'subject', 'time'] as const;

/**
 * The HTTP binding of CloudEvents 1.0: in binary mode the attributes are headers and the body is the
 * data alone; in structured and batched mode the body says it all.
 */
export function decode(delivery: Delivery): ReadBody {
  const { headers, body } = delivery;
  if (headers['ce-specversion'] === undefined) return readBody(body);
  const event = Object.fromEntries(
    attributes.flatMap((name) => {
      const value = headers[`ce-${name}`];
      return value === undefined ? [] : [[name, unescaped(value)] as const];
    }),
  );
  if (body.length === 0) return { kind: 'json', json: event };
  if (!isJson(headers['content-type'])) {
    return { kind: 'json', json: { ...event, data: Buffer.from(body).toString('utf8') } };
  }
  const data = readBody(body);
  return data.kind === 'json' ? { kind: 'json', json: { ...event, data: data.json } } : data;
}

function isJson(contentType: string | undefined): boolean {
  return contentType === undefined || /^[^;]*[/+]json\s*(?:;|$)/i.test(contentType);
}

/** Header values are percent-encoded (section 3.1.3.2 of the binding); a broken one stays as it is. */
function unescaped(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
