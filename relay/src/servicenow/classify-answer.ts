import type { AppProblem } from '@alert-relay/shared-types';
import { errorCodes, type ErrorCode, RelayError } from '../lib/errors.ts';
import { type AnswerRule, type Endpoint, findAnswerRule } from './answer-rules.ts';
import { readAnswer, type InstanceAnswer, type Seen } from './read-answer.ts';
import { clampRetryAfterMs, readRetryAfterMs } from './retry-after.ts';

export interface Question {
  /** Completes "Could not …", and names the connection. */
  readonly attempted: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly endpoint: Endpoint;
  /** Wall clock, for a date in Retry-After. */
  readonly now: number;
  /** Hides secrets in what is quoted of the answer. */
  readonly mask: (text: string) => string;
}

interface Refusal {
  /** `later`, `never`, `pause` as the table of codes says; `not-servicenow` is also tried later. */
  readonly kind: 'later' | 'never' | 'pause' | 'not-servicenow';
  readonly code: ErrorCode;
  /** What was attempted, what came, why, and what a person can do. */
  readonly message: string;
  readonly retryAfterMs: number | undefined;
  readonly details: Readonly<Record<string, string | number | boolean>>;
}

export type Verdict = { readonly kind: 'ok'; readonly json: unknown } | Refusal;

/** What an answer means for the job that asked. Pure: the whole table is in its test. */
export function classifyAnswer(answer: InstanceAnswer, question: Question): Verdict {
  const seen = readAnswer(answer, question.mask);
  const rule = findAnswerRule(seen, question.endpoint);
  if (rule === undefined) return { kind: 'ok', json: seen.json };

  const { retry } = errorCodes[rule.code];
  return {
    kind: rule.isForeign === true ? 'not-servicenow' : retry,
    code: rule.code,
    message: `Could not ${question.attempted}: ${whatCame(seen)}. ${causeOf(rule, question.endpoint)} ${ambiguity(rule, seen, question)}${cureOf(rule, question.endpoint)}`,
    retryAfterMs: retryAfterOf(seen, answer, question.now),
    details: detailsOf(seen),
  };
}

/** What the app says of one command of a batch, as the error that a call of its own would have been. */
export function toRefusal(
  status: number,
  problem: AppProblem['problem'],
  attempted: string,
): RelayError {
  const answer = {
    status,
    headers: { 'content-type': 'application/json' },
    text: JSON.stringify({ result: { problem } }),
  };
  const verdict = classifyAnswer(answer, {
    attempted,
    method: 'PUT',
    endpoint: 'app',
    now: 0,
    // The app's own words hold nothing of ours.
    mask: (text) => text,
  });
  if (verdict.kind === 'ok') {
    const message = `Could not ${attempted}: the app names a problem with the status ${status}.`;
    return new RelayError('SERVICENOW_UNEXPECTED_ANSWER', message);
  }
  const { code, message, retryAfterMs, details } = verdict;
  return new RelayError(code, message, { retryAfterMs, details });
}

function whatCame({ status, form, problem, says, redirect, redirectTo }: Seen): string {
  const said = says === '' ? '' : ` "${says}"`;
  const field = problem?.field === undefined ? '' : ` (field ${problem.field})`;
  const where = redirectTo === undefined ? '' : ` to ${redirectTo}`;
  if (redirect !== undefined) return `the answer was a redirect (${status})${where}`;
  if (form === 'page') return `the answer was ${status} with a web page${said}`;
  if (form === 'empty') return `the answer was ${status} without a body`;
  if (form === 'other') return `the answer was ${status} with something that is not JSON`;
  return `the instance answered ${status}${said}${field}`;
}

/** What to say of a write that nobody answered. */
export const openOutcome: Readonly<Record<Endpoint, string>> = {
  app: 'The write may have been applied; repeating it is safe.',
  token: 'The write may have been applied; repeating it is safe.',
  table: 'The write may have been applied.',
};

function causeOf({ cause, causeInTableMode }: AnswerRule, endpoint: Endpoint): string {
  return endpoint === 'table' ? (causeInTableMode ?? cause) : cause;
}

function cureOf({ cure, cureInTableMode }: AnswerRule, endpoint: Endpoint): string {
  return endpoint === 'table' ? (cureInTableMode ?? cure) : cure;
}

/** A server error or an unreadable answer to a write leaves open whether it was applied. */
function ambiguity({ code }: AnswerRule, { status }: Seen, { method, endpoint }: Question): string {
  const isOpen = status >= 500 || (status < 300 && errorCodes[code].retry === 'later');
  return isOpen && method !== 'GET' ? `${openOutcome[endpoint]} ` : '';
}

function retryAfterOf(
  { problem }: Seen,
  { headers }: InstanceAnswer,
  now: number,
): number | undefined {
  return problem?.retry_after === undefined
    ? readRetryAfterMs(headers, now)
    : clampRetryAfterMs(problem.retry_after * 1_000);
}

function detailsOf({ status, problem, tokenError }: Seen): Refusal['details'] {
  return {
    status,
    ...(problem === undefined ? {} : { problem: problem.code }),
    ...(problem?.field === undefined ? {} : { field: problem.field }),
    ...(tokenError === undefined ? {} : { tokenError }),
  };
}
