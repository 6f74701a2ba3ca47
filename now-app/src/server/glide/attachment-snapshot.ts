import type { GlideRecord } from '@servicenow/glide';
import type { ChangeAttachment } from '@alert-relay/shared-types';
import type { WriteSnapshot } from '../domain/change-event.ts';
import { toldAttachment } from '../domain/told-attachment.ts';
import { listFiles, noteToldFile, readAttachedFile } from './attachments.ts';
import { toActor } from './people.ts';
import { readColumn } from './record.ts';
import { attachmentLimits } from './settings.ts';
import { describeRecord } from './snapshot.ts';

const mostFilesOfNewRecord = 50;

/** One file came to a record that did not change itself. */
export function takeAttachmentSnapshot(task: GlideRecord, file: GlideRecord): WriteSnapshot {
  return {
    ...describeRecord(task),
    operation: 'update',
    columns: [],
    journal: [],
    attachments: toldFiles([file]),
    actor: toActor(readColumn(file, 'sys_created_by')),
    at: readColumn(file, 'sys_created_on'),
    originStamp: null,
  };
}

/**
 * What hangs on a record that a relay hears of for the first time, and what no rule told it yet: files
 * may come before the record, or at the same moment.
 */
export function readUntoldAttachments(
  record: GlideRecord,
  connectionKey: string,
): readonly ChangeAttachment[] {
  if (attachmentLimits().types.length === 0) return [];
  const files = toldFiles(listFiles(record.getUniqueValue(), mostFilesOfNewRecord));
  return files.filter((file) => noteToldFile(connectionKey, file.sys_id));
}

function toldFiles(files: readonly GlideRecord[]): readonly ChangeAttachment[] {
  const limits = attachmentLimits();
  return files.flatMap((file) => {
    const author = toActor(readColumn(file, 'sys_created_by')).name;
    return toldAttachment(readAttachedFile(file), author, limits) ?? [];
  });
}
