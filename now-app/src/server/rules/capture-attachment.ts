import type { GlideRecord } from '@servicenow/glide';
import { isKindAllowed } from '../domain/told-attachment.ts';
import { takeAttachmentSnapshot } from '../glide/attachment-snapshot.ts';
import { isOwnFile, noteToldFile, readAttachedFile } from '../glide/attachments.ts';
import { ownKey } from '../glide/links.ts';
import { addToOutbox } from '../glide/outbox.ts';
import { attachmentLimits, isEnabled } from '../glide/settings.ts';
import { knownTargets } from '../glide/targets.ts';
import { findTask } from '../glide/tasks.ts';

/** After insert of an attachment: a row for each relay that is told about its record, and nothing else. */
export function captureAttachment(current: GlideRecord): void {
  if (!isEnabled()) return;
  const file = readAttachedFile(current);
  if (!isKindAllowed(file, attachmentLimits())) return;
  const task = findTaskOfAnyClass(file.record);
  if (task === undefined) return;
  const targets = knownTargets(task);
  const key = ownKey(task);
  if (targets.length === 0 || (key !== '' && isOwnFile(key, file.fileName))) return;
  const snapshot = takeAttachmentSnapshot(task, current);
  for (const target of targets) {
    if (noteToldFile(target.connectionKey, file.sysId)) addToOutbox(snapshot, target);
  }
}

/** Read as the class that it is, so that all its columns are there. */
function findTaskOfAnyClass(sysId: string): GlideRecord | undefined {
  const task = findTask('task', sysId);
  return task === undefined ? undefined : findTask(task.getRecordClassName(), sysId);
}
