import type { AttachAnswer, AttachRequest } from '@alert-relay/shared-types';
import type { RESTAPIRequest, RESTAPIResponse } from '@servicenow/glide/sn_ws_int';
import { parseAttachRequest } from '../domain/attach-request.ts';
import { acquireClaim } from '../domain/claim.ts';
import type { Refusal } from '../domain/problem.ts';
import { checkKey } from '../domain/upsert-request.ts';
import { claimHeld, recordDeleted } from '../domain/upsert.ts';
import { attachFile as attach, isKnownFile } from '../glide/attachments.ts';
import { claimPorts } from '../glide/claims.ts';
import { findLink } from '../glide/links.ts';
import { pathParameter, readJson, respond, type Answer } from '../glide/respond.ts';
import { takeoverSeconds } from '../glide/settings.ts';
import { findLinkedTask, refuseOtherClass } from '../glide/tasks.ts';
import { tables } from '../names.ts';

const fileRefused: Refusal = {
  code: 'write_refused',
  message:
    'The instance did not take the file: a business rule, or a kind or size it does not allow',
};

/** One file, once, under the claim of its key. */
export function attachFile(request: RESTAPIRequest, response: RESTAPIResponse): void {
  respond(request, response, () => {
    const key = pathParameter(request, 'key');
    const wrongKey = checkKey(key);
    if (wrongKey !== undefined) return { ok: false, refusal: wrongKey };
    const parsed = readJson(request, parseAttachRequest);
    return parsed.ok ? answer(key, parsed.value) : parsed;
  });
}

function answer(key: string, file: AttachRequest): Answer {
  const link = findLink(key);
  if (link?.record === undefined) {
    return {
      ok: false,
      refusal: { code: 'not_found', message: 'Nothing is known under this key' },
    };
  }
  const ports = claimPorts(key, tables.link, link.sysId);
  const claim = acquireClaim(ports, takeoverSeconds());
  if (claim === undefined) return { ok: false, refusal: claimHeld };
  try {
    const task = findLinkedTask(link.table, link.record);
    if (task === undefined) return { ok: false, refusal: recordDeleted };
    const otherClass = refuseOtherClass(link.table, task);
    if (otherClass !== undefined) return { ok: false, refusal: otherClass };
    const known: AttachAnswer = { outcome: 'known' };
    if (isKnownFile(key, file.id)) return { ok: true, body: known };
    const sysId = attach(key, task, file);
    if (sysId === undefined) return { ok: false, refusal: fileRefused };
    const attached: AttachAnswer = { outcome: 'attached', sys_id: sysId };
    return { ok: true, body: attached };
  } finally {
    claim.release();
  }
}
