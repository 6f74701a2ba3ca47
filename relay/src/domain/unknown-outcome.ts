import { RelayError } from '../lib/errors.ts';
import type { Connection } from './configuration.ts';

/**
 * How long a write may still be applied after it was sent: the instance's own quota, and a quarter of
 * it for the way there and for work that ends just inside it. 75 s for the stock quota of 60 s.
 * Measured in a model of 20,000 alerts: looking sooner made 289 doubles, looking then made none
 * (reliability.md 0.3).
 */
export function toOpenForMs({ tableMode }: Pick<Connection, 'tableMode'>): number {
  return tableMode.quotaMs * 1.25;
}

/** How long what is about to be sent may wait for its turn: what `toOpenForMs` has above the quota. */
export function toLeaveWithinMs({ tableMode }: Pick<Connection, 'tableMode'>): number {
  return tableMode.quotaMs * 0.25;
}

/**
 * Whether a failed write may have been applied, or may still be. A refusal (3xx, 4xx), a page of a
 * sleeping instance and a request of which not one byte left are certain; all else is not.
 */
export function isOutcomeUnknown(error: unknown): boolean {
  if (!(error instanceof RelayError)) return true;
  const { reached, status } = error.details;
  if (reached !== undefined) return reached === 'maybe';
  if (typeof status !== 'number') return true;
  // A transaction that was ended may have written first, whatever status says so.
  if (status >= 300 && status < 500) return error.code === 'SERVICENOW_BUSY' && status !== 429;
  if (status >= 500) return true;
  return !['SERVICENOW_HIBERNATING', 'SERVICENOW_UNAUTHORIZED'].includes(error.code);
}
