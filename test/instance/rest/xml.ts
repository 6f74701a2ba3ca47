import { isObject, textOfJson } from './read-body.ts';
import type { Answer, Request } from './answer.ts';

/** Whether the caller wants XML and not JSON. */
export function wantsXml(request: Pick<Request, 'headers'>): boolean {
  const accept = request.headers['accept'] ?? '';
  return /\b(application|text)\/xml\b/.test(accept) && !accept.includes('json');
}

/** Whether the caller takes JSON or XML; files are given whatever was asked for. */
export function isAcceptable(request: Pick<Request, 'headers' | 'path'>): boolean {
  const accept = (request.headers['accept'] ?? '').trim();
  return (
    accept === '' ||
    /\b(json|xml)\b|(\*|application|text)\/\*/.test(accept) ||
    request.path.includes('/attachment')
  );
}

/** The same answer as XML: `<response>` around what the JSON object holds; lists repeat their element. */
export function toXmlAnswer(answer: Answer): Answer {
  if (typeof answer.body !== 'string' || !isJson(answer)) return answer;
  const value: unknown = JSON.parse(answer.body);
  const body = `<?xml version="1.0" encoding="UTF-8"?><response>${isObject(value) ? elementsOf(value) : ''}</response>`;
  return {
    ...answer,
    headers: { ...answer.headers, 'content-type': 'application/xml;charset=UTF-8' },
    body,
  };
}

function isJson(answer: Answer): boolean {
  return (answer.headers['content-type'] ?? '').startsWith('application/json');
}

function elementsOf(record: Readonly<Record<string, unknown>>): string {
  return Object.entries(record)
    .map(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((one) => element(name, one)).join(''),
    )
    .join('');
}

function element(name: string, value: unknown): string {
  const tag = name.replaceAll(/[^\w.-]/g, '_');
  if (value === null || value === undefined || value === '') return `<${tag}/>`;
  const content = isObject(value) ? elementsOf(value) : escaped(textOfJson(value));
  return `<${tag}>${content}</${tag}>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
