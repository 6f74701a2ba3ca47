import type { GlideRecord } from '@servicenow/glide';
import { readUntoldAttachments } from '../glide/attachment-snapshot.ts';
import { addToOutbox } from '../glide/outbox.ts';
import { isEnabled } from '../glide/settings.ts';
import { takeSnapshot } from '../glide/snapshot.ts';
import { findTargets } from '../glide/targets.ts';

/** After insert and update of a task: at most one outbox row for each relay to tell, and nothing else. */
export function captureChange(current: GlideRecord, previous: GlideRecord | null): void {
  if (!isEnabled()) return;
  const targets = findTargets(current);
  if (targets.length === 0) return;
  const snapshot = takeSnapshot(current, previous ?? undefined);
  for (const target of targets) {
    const attachments = target.isFirst ? readUntoldAttachments(current, target.connectionKey) : [];
    addToOutbox({ ...snapshot, attachments }, target);
  }
}
