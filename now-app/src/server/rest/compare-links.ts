import type { CompareAnswer } from '@alert-relay/shared-types';
import type { RESTAPIRequest, RESTAPIResponse } from '@servicenow/glide/sn_ws_int';
import { parseCompareRequest } from '../domain/link-requests.ts';
import { describeLinks, readLinksBy, readTasks } from '../glide/link-states.ts';
import { readJson, respond, type Answer } from '../glide/respond.ts';

/** How the records of these keys stand, also those that are gone. */
export function compareLinks(request: RESTAPIRequest, response: RESTAPIResponse): void {
  respond(request, response, () => answer(request));
}

function answer(request: RESTAPIRequest): Answer {
  const parsed = readJson(request, parseCompareRequest);
  if (!parsed.ok) return parsed;
  const links = readLinksBy('task_key', parsed.value.keys);
  const states = describeLinks(links, readTasks(links.flatMap((link) => link.record ?? [])));
  const known = new Set(states.map((state) => state.key));
  const body: CompareAnswer = {
    links: [...states],
    unknown: parsed.value.keys.filter((key) => !known.has(key)),
  };
  return { ok: true, body };
}
