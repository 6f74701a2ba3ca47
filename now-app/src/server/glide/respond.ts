import { gs } from '@servicenow/glide';
import type { RESTAPIRequest, RESTAPIResponse } from '@servicenow/glide/sn_ws_int';
import type { Checked } from '../domain/checks.ts';
import { problemStatus, toProblem, type Refusal } from '../domain/problem.ts';
import { parseJson } from '../domain/push.ts';
import { maxBodyBytes } from './settings.ts';
import { toText } from './text.ts';

export type Answer =
  | { readonly ok: true; readonly body: object }
  | { readonly ok: false; readonly refusal: Refusal };

/** Runs a route: its answer, its refusal, or a logged failure becomes the response. */
export function respond(
  request: RESTAPIRequest,
  response: RESTAPIResponse,
  route: () => Answer,
): void {
  const answer = attempt(`a call of ${toText(request.uri)}`, route);
  response.setContentType('application/json');
  if (answer.ok) {
    response.setStatus(200);
    response.setBody(answer.body);
    return;
  }
  response.setStatus(problemStatus[answer.refusal.code]);
  if (answer.refusal.retryAfterSeconds !== undefined) {
    response.setHeader('Retry-After', String(answer.refusal.retryAfterSeconds));
  }
  response.setBody(toProblem(answer.refusal));
}

interface Refused {
  readonly ok: false;
  readonly refusal: Refusal;
}

/** A failure of ours is logged with its cause; the caller learns only that it happened. */
export function attempt<T>(what: string, work: () => T): T | Refused {
  try {
    return work();
  } catch (error) {
    gs.error(`Alert Relay: ${what} failed: ${String(error)}`);
    return {
      ok: false,
      refusal: { code: 'internal', message: 'The app failed; the log of the instance has more' },
    };
  }
}

/** The JSON body, parsed by us: one behavior for every kind of wrong body. */
export function readJson<T>(
  request: RESTAPIRequest,
  parse: (body: unknown) => Checked<T>,
): Checked<T> {
  const text = toText(request.body.dataString);
  const limit = maxBodyBytes();
  if (text.length > limit) {
    return {
      ok: false,
      refusal: { code: 'too_large', message: `The body is larger than ${limit} bytes` },
    };
  }
  return parse(parseJson(text));
}

/** Glide hands a path parameter over as text, a query parameter as a list. */
export function pathParameter(request: RESTAPIRequest, name: string): string {
  return firstText(request.pathParams[name]) ?? '';
}

export function queryParameter(request: RESTAPIRequest, name: string): string | undefined {
  return firstText(request.queryParams[name]);
}

function firstText(value: string | readonly string[] | null | undefined): string | undefined {
  const first = isList(value) ? value[0] : value;
  return first === undefined || first === null ? undefined : toText(first);
}

function isList(value: unknown): value is readonly string[] {
  return Array.isArray(value);
}
