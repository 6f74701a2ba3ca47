import type { ErrorCode } from '../lib/errors.ts';
import { readRetryAfter } from '../lib/retry-after.ts';

/** What a tool's answer to a write-back means. */
export type DestinationVerdict =
  | { readonly kind: 'done' }
  | {
      readonly kind: 'failed';
      readonly code: Extract<ErrorCode, 'DESTINATION_REFUSED' | 'DESTINATION_UNAVAILABLE'>;
      readonly retryAfterMs: number | undefined;
    };

/** Not the request's fault: the same request may succeed later. */
const passing = new Set([408, 425, 429]);

/**
 * 2xx is success, 3xx is not (a redirect could lead anywhere), 5xx and the throttling statuses are
 * tried again, the rest would be refused again.
 */
export function judgeDestinationAnswer(
  status: number,
  headers: Readonly<Record<string, string>>,
  alreadyDone: readonly number[],
): DestinationVerdict {
  if ((status >= 200 && status < 300) || alreadyDone.includes(status)) return { kind: 'done' };
  if (status >= 500 || passing.has(status)) {
    const retryAfterMs = readRetryAfter(headers);
    return { kind: 'failed', code: 'DESTINATION_UNAVAILABLE', retryAfterMs };
  }
  return { kind: 'failed', code: 'DESTINATION_REFUSED', retryAfterMs: undefined };
}
