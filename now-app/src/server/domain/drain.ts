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
 * The rows to send now, oldest first, those of one record in their sequence. A row that waits for its
 * next attempt holds back the later rows of its own record and no others.
 */
export function chooseBatch(rows: readonly OutboxRow[], limit: number): readonly OutboxRow[] {
  const blocked = new Set<string>();
  const batch: OutboxRow[] = [];
  for (const row of inSequence(rows)) {
    if (batch.length >= limit) break;
    if (blocked.has(row.record)) continue;
    if (row.isDue) batch.push(row);
    else blocked.add(row.record);
  }
  return batch;
}

/**
 * Each record keeps its places in the order of age, and fills them by sequence: the clocks of two nodes
 * may disagree about which is older.
 */
export function inSequence(rows: readonly OutboxRow[]): readonly OutboxRow[] {
  const ofRecord = new Map<string, OutboxRow[]>();
  for (const row of rows) {
    const others = ofRecord.get(row.record) ?? [];
    others.push(row);
    ofRecord.set(row.record, others);
  }
  for (const own of ofRecord.values()) own.sort((a, b) => a.event.sequence - b.event.sequence);
  return rows.flatMap((row) => ofRecord.get(row.record)?.splice(0, 1) ?? []);
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
