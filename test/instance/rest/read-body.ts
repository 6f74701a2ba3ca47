import { parseXml, type XmlElement } from '../install/parse-xml.ts';
import { bodyText, failure, Refusal, unsupportedBody, type Request } from './answer.ts';

/** The first record of a request body as text by field name; JSON or XML. */
export function readBody(request: Request): Record<string, string> {
  const text = bodyText(request).trim();
  if (text === '') return {};
  const type = (request.headers['content-type'] ?? '').trim().toLowerCase();
  if (/\bxml\b/.test(type)) return readXml(text);
  if (type !== '' && !/\bjson\b/.test(type)) throw new Refusal(unsupportedBody);
  const parsed = parseJson(text);
  const first: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
  const record: unknown =
    isObject(first) && Array.isArray(first['records']) ? first['records'][0] : first;
  if (!isObject(record)) throw unreadable('The payload is not valid JSON.');
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, textOfJson(value)]),
  );
}

/** `<request><entry><short_description>…`, as the documentation's samples have it. */
function readXml(text: string): Record<string, string> {
  const root = parsedXml(text);
  const record = root.children.find((child) => child.name === 'entry') ?? root;
  return Object.fromEntries(record.children.map((child) => [child.name, child.text]));
}

function parsedXml(text: string): XmlElement {
  try {
    return parseXml(text, 'request body');
  } catch {
    throw unreadable('The payload is not valid XML.');
  }
}

/** Single quotes and names without any are accepted: the platform's own examples send them. */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    try {
      const value: unknown = JSON.parse(
        text.replaceAll("'", '"').replaceAll(/([{,]\s*)([A-Za-z_]\w*)(?=\s*:)/g, '$1"$2"'),
      );
      return value;
    } catch {
      throw unreadable('The payload is not valid JSON.');
    }
  }
}

function unreadable(detail: string): Refusal {
  return new Refusal(failure(400, 'Exception while reading request', detail));
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Clients send references back as they got them: `{value, link}`. */
export function textOfJson(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (isObject(value) && typeof value['value'] === 'string') return value['value'];
  return JSON.stringify(value);
}
