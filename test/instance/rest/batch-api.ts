import { bodyText, failure, json, Refusal, type Answer, type Request } from './answer.ts';
import { isObject, parseJson } from './read-body.ts';
import type { Handler, RequestContext, Route } from './route.ts';

interface Item {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly hidesHeaders: boolean;
}

/** The quota rule "REST Batch API request timeout" (documentation: batch-api.md). */
const BATCH_QUOTA_MS = 30_000;

/** At a limit of size or time the rest of the batch comes back as not served. */
const runBatch: Handler = (request, context) => {
  const batch = readBatch(request);
  const limits = limitsOf(request, context);
  const began = Date.now();
  const served: unknown[] = [];
  let rest: readonly Item[] = batch.items;
  for (const item of batch.items) {
    if (item.body.length > limits.inputBytes || Date.now() - began > BATCH_QUOTA_MS) break;
    const startedAt = Date.now();
    const answer = runItem(request, context, item);
    if (sizeOf(answer) > limits.outputBytes) break;
    served.push(toServed(item, answer, Date.now() - startedAt));
    rest = rest.slice(1);
  }
  return json(200, {
    batch_request_id: batch.id,
    serviced_requests: served,
    unserviced_requests: rest.map((item) => item.id),
  });
};

/** Rights, status and errors are each item's own. */
function runItem(request: Request, context: RequestContext, item: Item): Answer {
  if (/^\/api\/now\/(?:v\d\/)?batch/.test(item.url)) {
    return failure(400, 'Batch requests cannot be nested', null); // assumed
  }
  const mark = item.url.indexOf('?');
  const rawQuery = mark === -1 ? '' : item.url.slice(mark + 1);
  const path = mark === -1 ? item.url : item.url.slice(0, mark);
  return context.dispatch({
    method: item.method.toUpperCase(),
    path: path.startsWith('/') ? path : `/${path}`,
    query: new URLSearchParams(rawQuery),
    rawQuery,
    headers: item.headers,
    body: item.body,
    parameters: {},
    origin: request.origin,
  });
}

function toServed(item: Item, answer: Answer, milliseconds: number): Record<string, unknown> {
  const isError = answer.status >= 400;
  return {
    id: item.id,
    body: Buffer.from(answer.body ?? '').toString('base64'),
    status_code: answer.status,
    status_text: statusText(answer.status),
    ...(item.hidesHeaders
      ? {}
      : { headers: Object.entries(answer.headers).map(([name, value]) => ({ name, value })) }),
    execution_time: milliseconds,
    ...(isError ? { error_message: statusText(answer.status) } : {}),
  };
}

function sizeOf(answer: Answer): number {
  return answer.body === undefined ? 0 : Buffer.byteLength(answer.body);
}

/** The header may lower the limit of the property, not raise it. */
function limitsOf(
  request: Request,
  context: RequestContext,
): { readonly inputBytes: number; readonly outputBytes: number } {
  const properties = context.session.engine.properties();
  const megabytes = (name: string, usual: number): number =>
    Math.min(Number(properties.get(name) ?? usual) || usual, 10) * 1_048_576;
  const output = megabytes('glide.rest.batch.max.outputSize', 10);
  const asked = Number(request.headers['x-batchrequest-max-output-size'] ?? output);
  return {
    inputBytes: megabytes('glide.rest.batch.max.inputSize', 5),
    outputBytes: Number.isFinite(asked) && asked > 0 ? Math.min(asked, output) : output,
  };
}

function readBatch(request: Request): { readonly id: string; readonly items: readonly Item[] } {
  const body = parseJson(bodyText(request));
  const requests: unknown = isObject(body) ? body['rest_requests'] : undefined;
  if (!isObject(body) || !Array.isArray(requests))
    throw invalid('rest_requests is a required list');
  return {
    id: textOf(body['batch_request_id']),
    items: requests.map(toItem),
  };
}

/** Which attributes are required is documented, the wording is assumed. */
function toItem(given: unknown): Item {
  if (!isObject(given)) throw invalid('each of rest_requests is an object');
  for (const name of ['id', 'method', 'url']) {
    if (textOf(given[name]) === '') throw invalid(`${name} is required in each of rest_requests`);
  }
  return {
    id: textOf(given['id']),
    method: textOf(given['method']),
    url: textOf(given['url']),
    headers: headersOf(given['headers']),
    body: Buffer.from(textOf(given['body']), 'base64'),
    hidesHeaders: given['exclude_response_headers'] === true,
  };
}

function headersOf(given: unknown): Record<string, string> {
  const list: readonly unknown[] = Array.isArray(given) ? given : [];
  return Object.fromEntries(
    list
      .filter(isObject)
      .map((header) => [textOf(header['name']).toLowerCase(), textOf(header['value'])]),
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function invalid(detail: string): Refusal {
  return new Refusal(failure(400, 'Invalid batch request', detail));
}

export const batchRoutes: readonly Route[] = [
  { method: 'POST', pattern: '/api/now/batch', handle: runBatch },
];

/** As a built-in that is asked for late: an import of node:http brings fetch along, in each thread of an instance. */
function statusText(status: number): string {
  return process.getBuiltinModule('node:http').STATUS_CODES[status] ?? '';
}
