import type { RESTAPIRequest, RESTAPIResponse } from '@servicenow/glide/sn_ws_int';
import { checkKey } from '../domain/upsert-request.ts';
import { findLink } from '../glide/links.ts';
import { pathParameter, queryParameter, respond, type Answer } from '../glide/respond.ts';
import { findLinkedTask, readTask } from '../glide/tasks.ts';

/** `?fields=a,b` names the columns to read. */
export function getTask(request: RESTAPIRequest, response: RESTAPIResponse): void {
  respond(request, response, () => answer(request));
}

function answer(request: RESTAPIRequest): Answer {
  const key = pathParameter(request, 'key');
  const wrongKey = checkKey(key);
  if (wrongKey !== undefined) return { ok: false, refusal: wrongKey };
  const link = findLink(key);
  if (link?.record === undefined) {
    return {
      ok: false,
      refusal: { code: 'not_found', message: 'Nothing is known under this key' },
    };
  }
  const record = findLinkedTask(link.table, link.record);
  if (record === undefined) {
    return {
      ok: false,
      refusal: { code: 'record_deleted', message: 'The record of this key was deleted' },
    };
  }
  const fields = (queryParameter(request, 'fields') ?? '').split(',').filter((name) => name !== '');
  return { ok: true, body: readTask(key, link, record, fields) };
}
