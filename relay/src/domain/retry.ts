import { errorCodes, type RelayError } from '../lib/errors.ts';

export type RetryDecision =
  | { readonly kind: 'retry'; readonly delayMs: number; readonly counts: boolean }
  | { readonly kind: 'dead'; readonly reason: 'attempts-exhausted' | 'not-retryable' };

export interface RetryPolicy {
  readonly maxAttempts: number;
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
}

/** About a day: a quarter of a second, then twice as long each time, at last every ten minutes. */
const defaultRetryPolicy: RetryPolicy = {
  maxAttempts: 150,
  firstDelayMs: 250,
  maxDelayMs: 600_000,
};

/** What the other side asks for is honored within these bounds (reliability.md S4). */
const RETRY_AFTER_MIN_MS = 1_000;
const RETRY_AFTER_MAX_MS = 3_600_000;
export const LONGEST_RETRY_MS = RETRY_AFTER_MAX_MS;

/**
 * Whether a failed attempt is tried again, and when.
 * @param attempt counts from 1 and includes the one that just failed
 * @param chance a random number in [0, 1): spreads the retries of many lanes
 */
export function decideRetry(
  error: Pick<RelayError, 'code' | 'retryAfterMs'>,
  attempt: number,
  chance: number,
  policy: RetryPolicy = defaultRetryPolicy,
): RetryDecision {
  const { retry } = errorCodes[error.code];
  if (retry === 'never') return { kind: 'dead', reason: 'not-retryable' };
  const backoffMs = jittered(
    Math.min(policy.firstDelayMs * 2 ** Math.min(attempt - 1, 30), policy.maxDelayMs),
    chance,
  );
  const delayMs = Math.max(backoffMs, honored(error.retryAfterMs, chance));
  if (retry === 'pause') return { kind: 'retry', delayMs, counts: false };
  if (attempt >= policy.maxAttempts) return { kind: 'dead', reason: 'attempts-exhausted' };
  return { kind: 'retry', delayMs, counts: true };
}

/**
 * Whether it failed by what it is: refused for good, by a bug of ours, or in the app, which says so of a command of
 * which nothing is under way any more. Of all else it may have been done.
 */
export function isOfContent({ code, details }: Pick<RelayError, 'code' | 'details'>): boolean {
  return errorCodes[code].retry === 'never' || code === 'BUG' || details['problem'] === 'internal';
}

/** Between half and all of the delay. */
function jittered(delayMs: number, chance: number): number {
  return Math.round(delayMs * (0.5 + chance / 2));
}

/** Who is told more than the longest comes a little sooner, not at the same moment as all the others. */
function honored(retryAfterMs: number | undefined, chance: number): number {
  if (retryAfterMs === undefined) return 0;
  if (retryAfterMs <= RETRY_AFTER_MAX_MS) return Math.max(retryAfterMs, RETRY_AFTER_MIN_MS);
  return Math.round(RETRY_AFTER_MAX_MS * (0.9 + chance / 10));
}
