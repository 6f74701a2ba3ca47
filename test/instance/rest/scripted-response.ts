import { textFrom } from '../scripts/runtime.ts';
import { json, type Answer } from './answer.ts';

export interface ApiResponse {
  readonly object: object;
  /** `returned` is what the script's function gave back: a body as well, if none was set. */
  toAnswer(returned: unknown): Answer;
}

/** RESTAPIResponse: bodies are wrapped in `{"result": …}`, streams are not. */
export function createApiResponse(): ApiResponse {
  let status = 200;
  let body: unknown;
  let error: { readonly message: string; readonly detail: string } | undefined;
  let stream: string | undefined;
  const headers: Record<string, string> = {};
  const setHeader = (name: unknown, value: unknown): void => {
    headers[textFrom(name).toLowerCase()] = textFrom(value);
  };
  const object = {
    setStatus(value: unknown) {
      status = Number(value);
    },
    getStatus: () => status,
    setBody(value: unknown) {
      body = value;
    },
    setError(value: unknown) {
      error = {
        message: textFrom(read(value, 'message')),
        detail: textFrom(read(value, 'detail')),
      };
      status = status === 200 ? 500 : status;
    },
    setHeader,
    setHeaders(values: unknown) {
      for (const [name, value] of Object.entries(asRecord(values))) setHeader(name, value);
    },
    setContentType: (type: unknown) => setHeader('content-type', type),
    setLocation: (url: unknown) => setHeader('location', url),
    getHeader: (name: unknown) => headers[textFrom(name).toLowerCase()] ?? null,
    getStreamWriter: () => ({
      writeString(text: unknown) {
        stream = (stream ?? '') + textFrom(text);
      },
      writeStream(text: unknown) {
        stream = (stream ?? '') + textFrom(text);
      },
    }),
  };
  return {
    object,
    toAnswer(returned) {
      if (stream !== undefined)
        return {
          status,
          headers: { 'content-type': 'application/json', ...headers },
          body: stream,
        };
      if (error !== undefined) return json(status, { error, status: 'failure' }, headers);
      const result = body === undefined ? returned : body;
      if (result === undefined || result === null) return { status, headers, body: undefined };
      return json(status, { result }, headers);
    },
  };
}

function read(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function asRecord(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
