import { parseHttpDate, parseSeconds, readRetryAfter } from '../lib/retry-after.ts';

const MIN_MS = 1_000;
const MAX_MS = 3_600_000;

/**
 * When to come back, in milliseconds between one second and one hour, from `Retry-After` (RFC 9110
 * 10.2.3: seconds or a date) or else ServiceNow's `X-RateLimit-Reset` (Unix seconds). `undefined`
 * when neither can be read. Instants are measured from the answer's own `Date`, so that the clocks
 * of relay and instance may differ.
 */
export function readRetryAfterMs(
  headers: Readonly<Record<string, string>>,
  now: number,
): number | undefined {
  const sentAt = parseHttpDate(headers['date']) ?? now;
  const asked = readRetryAfter(headers, now);
  const reset = parseSeconds(headers['x-ratelimit-reset']);
  const waitMs = asked ?? (reset === undefined ? undefined : reset * 1_000 - sentAt);
  return waitMs === undefined ? undefined : clampRetryAfterMs(waitMs);
}

/**
 * The rule that a call was counted under (inbound-REST-API-rate-limiting.md of ServiceNow's documentation):
 * calls in the hour, the end of the hour by our clock, and the sys_id of the rule. What is left it does not say.
 */
export function readRateHeaders(
  headers: Readonly<Record<string, string>>,
  now: number,
): { readonly limit: number; readonly resetAt: number; readonly rule: string } | undefined {
  const limit = parseSeconds(headers['x-ratelimit-limit']);
  const reset = parseSeconds(headers['x-ratelimit-reset']);
  if (limit === undefined || reset === undefined) return undefined;
  const sentAt = parseHttpDate(headers['date']) ?? now;
  // A date that is no time of the coming hour would stop the connection for years.
  const leftMs = Math.min(Math.max(reset * 1_000 - sentAt, 0), MAX_MS);
  return { limit, resetAt: now + leftMs, rule: headers['x-ratelimit-rule'] ?? '' };
}

export function clampRetryAfterMs(waitMs: number): number {
  return Math.min(Math.max(waitMs, MIN_MS), MAX_MS);
}
