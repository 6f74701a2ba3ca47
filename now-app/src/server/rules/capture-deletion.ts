import type { GlideRecord } from '@servicenow/glide';
import { addToOutbox } from '../glide/outbox.ts';
import { isEnabled } from '../glide/settings.ts';
import { takeLastSnapshot } from '../glide/snapshot.ts';
import { knownTargets } from '../glide/targets.ts';

/** After delete of a task: a row for each relay that was told about the record, and nothing else. */
export function captureDeletion(current: GlideRecord): void {
  if (!isEnabled()) return;
  const snapshot = takeLastSnapshot(current);
  for (const target of knownTargets(current)) addToOutbox(snapshot, target);
}
