import type { Delivery } from './connector.ts';
import { readBody, type ReadBody } from './read-body.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

/** JSON, or the fields of a form where the tool says that it sends one. */
export function readBodyOrForm({ headers, body }: Pick<Delivery, 'headers' | 'body'>): ReadBody {
  const type = headers['content-type'] ?? '';
  return /^application\/x-www-form-urlencoded\b/i.test(type) ? readForm(body) : readBody(body);
}

function readForm(body: Uint8Array): ReadBody {
  const fields = fieldsOf(body);
  if (fields === undefined) return { kind: 'unreadable', because: 'The body is not valid UTF-8.' };
  // Some tools put the whole JSON into one field.
  const payload = fields['payload'];
  if (payload !== undefined && Object.keys(fields).length === 1) {
    return readBody(new TextEncoder().encode(payload));
  }
  return Object.keys(fields).length === 0
    ? { kind: 'unreadable', because: 'The form is empty.' }
    : { kind: 'json', json: fields };
}

function fieldsOf(body: Uint8Array): Readonly<Record<string, string>> | undefined {
  try {
    const pairs = [...new URLSearchParams(decoder.decode(body))];
    return Object.fromEntries(pairs.filter(([name]) => name !== '__proto__'));
  } catch {
    return undefined;
  }
}
