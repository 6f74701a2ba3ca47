import type { ErrorCode } from '../lib/errors.ts';

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
  retryAfter: string | undefined,
  alreadyDone: readonly number[],
): DestinationVerdict {
  if ((status >= 200 && status < 300) || alreadyDone.includes(status)) return { kind: 'done' };
  if (status >= 500 || passing.has(status)) {
    const seconds = Number(retryAfter ?? Number.NaN);
    const retryAfterMs = Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
    return { kind: 'failed', code: 'DESTINATION_UNAVAILABLE', retryAfterMs };
  }
  return { kind: 'failed', code: 'DESTINATION_REFUSED', retryAfterMs: undefined };
}
