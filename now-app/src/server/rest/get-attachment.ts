import type { AttachmentAnswer } from '@alert-relay/shared-types';
import type { RESTAPIRequest, RESTAPIResponse } from '@servicenow/glide/sn_ws_int';
import { invalid } from '../domain/checks.ts';
import type { Refusal } from '../domain/problem.ts';
import { toldAttachment } from '../domain/told-attachment.ts';
import { findAttachment, readAttachedFile, readContent } from '../glide/attachments.ts';
import { ownKey } from '../glide/links.ts';
import { pathParameter, respond, type Answer } from '../glide/respond.ts';
import { attachmentLimits } from '../glide/settings.ts';
import { findTask } from '../glide/tasks.ts';
import { listWatches } from '../glide/watches.ts';

/** The content of a picture, for a relay that was told about it. */
export function getAttachment(request: RESTAPIRequest, response: RESTAPIResponse): void {
  respond(request, response, () => answer(pathParameter(request, 'sys_id')));
}

function answer(sysId: string): Answer {
  if (!/^[0-9a-f]{32}$/.test(sysId)) {
    return { ok: false, refusal: invalid('sys_id', '32 lower-case hex characters') };
  }
  const row = findAttachment(sysId);
  if (row === undefined) return { ok: false, refusal: unknown };
  const file = readAttachedFile(row);
  if (!isTold(file.record)) return { ok: false, refusal: unknown };
  const told = toldAttachment(file, '', attachmentLimits());
  if (told === undefined || told.withheld !== undefined) return { ok: false, refusal: withheld };
  const content = readContent(row);
  if (content === undefined) return { ok: false, refusal: notReady };
  const body: AttachmentAnswer = {
    sys_id: sysId,
    file_name: told.file_name,
    content_type: told.content_type,
    size_bytes: told.size_bytes,
    content,
  };
  return { ok: true, body };
}

/** The role opens no other file of the instance than those on records that a relay is told about. */
function isTold(record: string): boolean {
  const task = findTask('task', record);
  if (task === undefined) return false;
  return ownKey(task) !== '' || listWatches(record).length > 0;
}

const unknown: Refusal = {
  code: 'not_found',
  message: 'No file with this sys_id is attached to a record that a relay is told about',
};
const withheld: Refusal = {
  code: 'attachment_withheld',
  message:
    'x_alrt_relay.attachment_types or x_alrt_relay.max_attachment_bytes does not let this file leave the instance',
};
const notReady: Refusal = {
  code: 'not_ready',
  message: 'ServiceNow has not stored the whole file yet',
  retryAfterSeconds: 5,
};
