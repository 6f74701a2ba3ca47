import type { StatusWarning } from './connection-status.ts';

/** What an instance allows in an hour, as far as we know: it names the limit and the end of the hour, not what is left. */
export interface CallBudget {
  /** Calls in the hour. */
  readonly limit: number;
  /** When the next hour begins; ms since the epoch. */
  readonly resetAt: number;
  /** Of ours in this hour. */
  readonly used: number;
}

/** What an answer says of the rule that it was counted under. */
export interface RateHeaders {
  readonly limit: number;
  readonly resetAt: number;
  /** 429: whatever we counted, nothing is left. */
  readonly isRefused: boolean;
}

const WINDOW_MS = 3_600_000;
/** Two answers of one hour name its end with a second between them; of two hours, with an hour. */
const SAME_WINDOW_MS = WINDOW_MS / 2;
/** While so much of the limit is left nobody waits. */
const FREE = 0.5;
/** So much of the limit is kept for priority 1. */
const FOR_URGENT = 0.2;

/** Each answer is one call; the first of an hour opens it. */
export function afterAnswer(
  budget: CallBudget | undefined,
  { limit, resetAt, isRefused }: RateHeaders,
): CallBudget {
  const isSame = budget !== undefined && Math.abs(budget.resetAt - resetAt) < SAME_WINDOW_MS;
  const used = (isSame ? budget.used : 0) + 1;
  return { limit, resetAt, used: isRefused ? Math.max(limit, used) : used };
}

export interface WantedCall {
  readonly now: number;
  /** Calls that it takes. */
  readonly cost: number;
  /** Calls under way, which no answer has counted yet. */
  readonly underWay: number;
  readonly isUrgent: boolean;
  /** When the last one that was not urgent went out. */
  readonly lastAt: number;
}

/**
 * When a call may go out so that none is refused; `now` or earlier is at once.
 *
 * Half of the limit is used as it is needed. From there on what is left is spread evenly over the time
 * that is left, but for the last fifth, which priority 1 may use at once and nobody else. When nothing is
 * left, all wait for the next hour.
 */
export function nextCallAt({ limit, resetAt, used }: CallBudget, wanted: WantedCall): number {
  const { now, cost, underWay, isUrgent, lastAt } = wanted;
  // A limit below the cost of one command must not stop it for ever.
  if (now >= resetAt || used + underWay === 0) return now;
  const left = limit - used - underWay;
  if (isUrgent) return left >= cost ? now : resetAt;
  const spare = left - Math.ceil(limit * FOR_URGENT);
  if (spare < cost) return resetAt;
  if (left - cost >= limit * FREE) return now;
  const apartMs = ((resetAt - now) * cost) / spare;
  return Math.min(Math.max(now, lastAt + apartMs), resetAt);
}

export interface CallsLeft {
  readonly limit: number;
  readonly left: number;
  readonly resetAt: number;
  /** Calls that are not urgent wait for their turn. */
  readonly isRationed: boolean;
}

export function leftOf({ limit, resetAt, used }: CallBudget, now: number): CallsLeft {
  const left = now >= resetAt ? limit : Math.max(0, limit - used);
  return { limit, left, resetAt, isRationed: left < limit * FREE };
}

export function warnOfLimit(name: string, left: CallsLeft | undefined): readonly StatusWarning[] {
  if (left?.isRationed !== true) return [];
  const until = new Date(left.resetAt).toISOString();
  const message = `The instance allows the account of ${name} ${left.limit} calls an hour; ${left.left} are left until ${until}. What is urgent goes at once, the rest is spread over the hour. Raise the rule under "Rate Limit Rules" if it stays so.`;
  return [{ code: 'CALLS_RATIONED', message }];
}
