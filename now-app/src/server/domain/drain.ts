import type { ChangeEvent } from '@alert-relay/shared-types';
import { backoffSeconds } from './backoff.ts';
import type { PushVerdict } from './push.ts';

export interface OutboxRow {
  readonly id: string;
  /** The record, for order. */
  readonly record: string;
  readonly attempts: number;
  readonly isDue: boolean;
  readonly event: ChangeEvent;
}

/**
 * The rows to send now, oldest first. A row that waits for its next attempt holds back the later rows
 * of its own record and no others.
 */
export function chooseBatch(rows: readonly OutboxRow[], limit: number): readonly OutboxRow[] {
  const blocked = new Set<string>();
  const batch: OutboxRow[] = [];
  for (const row of rows) {
    if (batch.length >= limit) break;
    if (blocked.has(row.record)) continue;
    if (row.isDue) batch.push(row);
    else blocked.add(row.record);
  }
  return batch;
}

export type RowFate =
  | { readonly kind: 'sent' }
  | { readonly kind: 'wait'; readonly seconds: number; readonly because: string }
  | { readonly kind: 'dead'; readonly because: string };

/** What becomes of one row that was in a push which the relay answered. */
export function decideRowFate(
  row: Pick<OutboxRow, 'attempts' | 'event'>,
  verdict: Exclude<PushVerdict, { kind: 'unavailable' }>,
  maxAttempts: number,
  chance: number,
): RowFate {
  if (verdict.kind === 'kept' && verdict.accepted.includes(row.event.id)) return { kind: 'sent' };
  const because =
    verdict.kind === 'kept' ? 'The relay did not accept this change' : verdict.because;
  const attempts = row.attempts + 1;
  return attempts >= maxAttempts
    ? { kind: 'dead', because }
    : { kind: 'wait', seconds: backoffSeconds(attempts, chance), because };
}
