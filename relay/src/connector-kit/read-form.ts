import type { Delivery } from './connector.ts';
import { readBody, type ReadBody } from './read-body.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

/** What curl sends as a form unless it is told otherwise; no field of a form begins so. */
const JSON_START = /^\s*[{[]/;

/** JSON, or the fields of a form where the tool says that it sends one. */
export function readBodyOrForm({ headers, body }: Pick<Delivery, 'headers' | 'body'>): ReadBody {
  const type = headers['content-type'] ?? '';
  const isForm =
    /^application\/x-www-form-urlencoded\b/i.test(type) &&
    !JSON_START.test(Buffer.from(body.subarray(0, 100)).toString('latin1'));
  return isForm ? readForm(body) : readBody(body);
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
