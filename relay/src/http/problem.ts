import { type ServerResponse, STATUS_CODES } from 'node:http';
import { errorCodes, type ErrorCode, type RelayError } from '../lib/errors.ts';
import { findRequestId } from './request-id.ts';

/** RFC 9457 problem details. `about:blank` makes `title` the phrase of the status; `code` tells more. */
interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  /** Where the code is explained, seen from the root of the repository. */
  readonly docs: string;
  readonly requestId: string | undefined;
}

/** What failed inside, and where the store is, is nothing for a caller: it stands in the log. */
export function isKeptBack({ code, details }: RelayError): boolean {
  return code === 'BUG' || (code === 'STORE_UNAVAILABLE' && details['because'] !== undefined);
}

function toDetail(error: RelayError): string {
  if (!isKeptBack(error)) return error.message;
  const what = error.code === 'BUG' ? 'failed' : 'cannot use its store now';
  return `The relay ${what}; its log has more.`;
}

function toProblem(error: RelayError, requestId: string | undefined): Problem {
  const { status } = errorCodes[error.code];
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: toDetail(error),
    code: error.code,
    docs: `docs/errors.md#${error.code.toLowerCase()}`,
    requestId,
  };
}

export function sendProblem(response: ServerResponse, error: RelayError): void {
  const problem = toProblem(error, findRequestId(response));
  if (error.retryAfterMs !== undefined) {
    response.setHeader('retry-after', String(Math.ceil(error.retryAfterMs / 1_000)));
  }
  // RFC 9110, 15.5.2: a 401 names its scheme; some clients take one without for a broken answer.
  if (error.code === 'TOKEN_REFUSED') response.setHeader('www-authenticate', 'Bearer');
  response
    .writeHead(problem.status, { 'content-type': 'application/problem+json; charset=utf-8' })
    .end(JSON.stringify(problem));
}
