import { request } from 'undici';
import { isObject } from '../rest/read-body.ts';

/** A caller of an instance in tests: password or token, JSON in and out. */
export interface TestClient {
  get(path: string, headers?: Record<string, string>): Promise<TestAnswer>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<TestAnswer>;
  put(path: string, body: unknown, headers?: Record<string, string>): Promise<TestAnswer>;
  patch(path: string, body: unknown, headers?: Record<string, string>): Promise<TestAnswer>;
  delete(path: string): Promise<TestAnswer>;
  form(path: string, fields: Record<string, string>): Promise<TestAnswer>;
}

export interface TestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: unknown;
  /** The record in `result`, or the body itself when there is none; scalars as text. */
  readonly result: Record<string, string>;
  /** The records in `result`; reading it of an answer without a list is a mistake of the test. */
  readonly list: readonly Record<string, unknown>[];
}

type Credentials =
  | { readonly user: string; readonly password: string }
  | { readonly token: string }
  | undefined;

export function createTestClient(url: string, credentials: Credentials): TestClient {
  const call = async (
    method: string,
    path: string,
    body: string | undefined,
    headers: Record<string, string>,
  ): Promise<TestAnswer> => {
    const answer = await request(`${url}${path}`, {
      method,
      headers: { accept: 'application/json', ...authorization(credentials), ...headers },
      ...(body === undefined ? {} : { body }),
    });
    return toAnswer(answer.statusCode, new Headers(flat(answer.headers)), await answer.body.text());
  };
  const send =
    (method: string) =>
    (path: string, body: unknown, headers: Record<string, string> = {}) =>
      call(method, path, typeof body === 'string' ? body : JSON.stringify(body), {
        'content-type': 'application/json',
        ...headers,
      });
  return {
    get: (path, headers = {}) => call('GET', path, undefined, headers),
    post: send('POST'),
    put: send('PUT'),
    patch: send('PATCH'),
    delete: (path) => call('DELETE', path, undefined, {}),
    form: (path, fields) =>
      call('POST', path, new URLSearchParams(fields).toString(), {
        'content-type': 'application/x-www-form-urlencoded',
      }),
  };
}

function authorization(credentials: Credentials): Record<string, string> {
  if (credentials === undefined) return {};
  if ('token' in credentials) return { authorization: `Bearer ${credentials.token}` };
  return {
    authorization: `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`,
  };
}

function flat(headers: Record<string, string | string[] | undefined>): [string, string][] {
  return Object.entries(headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ]);
}

function toAnswer(status: number, headers: Headers, text: string): TestAnswer {
  const body = parsed(text);
  const result: unknown = isObject(body) && 'result' in body ? body['result'] : body;
  return {
    status,
    headers,
    text,
    body,
    result: asRecord(result),
    get list() {
      if (!Array.isArray(result)) throw new Error(`${status} without a list: ${text}`);
      return result.filter(isObject);
    },
  };
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return text;
  }
}

function asRecord(value: unknown): Record<string, string> {
  if (!isObject(value)) return {};
  const record: Record<string, string> = {};
  // Objects stay objects at run time: tests compare them with toMatchObject.
  Object.assign(record, value);
  return record;
}
