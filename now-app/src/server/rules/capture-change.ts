import type { GlideRecord } from '@servicenow/glide';
import { buildChangeEvent } from '../domain/change-event.ts';
import { toConnectionKey } from '../domain/connection-key.ts';
import { findConnection } from '../glide/connections.ts';
import { findLink } from '../glide/links.ts';
import { addToOutbox } from '../glide/outbox.ts';
import { takeSnapshot } from '../glide/snapshot.ts';
import { isEnabled } from '../glide/settings.ts';

/** After insert and update of a task that is ours: at most one outbox row, and nothing else. */
export function captureChange(current: GlideRecord, previous: GlideRecord | null): void {
  if (!isEnabled()) return;
  const snapshot = takeSnapshot(current, previous ?? undefined);
  const link = findLink(snapshot.key);
  if (link === undefined) return;
  const connectionKey = toConnectionKey(link.workspace, link.connection);
  // A relay that said goodbye gets nothing; one that never came yet may still come for its changes.
  if (findConnection(connectionKey)?.isActive === false) return;
  addToOutbox(connectionKey, snapshot.record.sys_mod_count, (sequence) =>
    buildChangeEvent(snapshot, sequence),
  );
}
