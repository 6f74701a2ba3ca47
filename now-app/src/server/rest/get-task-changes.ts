import type { ChangesPage } from '@alert-relay/shared-types';
import type { RESTAPIRequest, RESTAPIResponse } from '@servicenow/glide/sn_ws_int';
import { invalid } from '../domain/checks.ts';
import { checkKey } from '../domain/upsert-request.ts';
import { connectionKeyOf, findLink } from '../glide/links.ts';
import { readHistory } from '../glide/outbox.ts';
import { pathParameter, queryParameter, respond, type Answer } from '../glide/respond.ts';

const most = 1000;

/** What the outbox still holds about one record, for a relay that finds that it missed some of it. */
export function getTaskChanges(request: RESTAPIRequest, response: RESTAPIResponse): void {
  respond(request, response, () => answer(request));
}

function answer(request: RESTAPIRequest): Answer {
  const key = pathParameter(request, 'key');
  const wrongKey = checkKey(key);
  if (wrongKey !== undefined) return { ok: false, refusal: wrongKey };
  const after = whole(request, 'after', '-1');
  if (after === undefined || after < -1) {
    return { ok: false, refusal: invalid('after', 'a sequence') };
  }
  const limit = whole(request, 'limit', '100');
  if (limit === undefined || limit < 1 || limit > most) {
    return { ok: false, refusal: invalid('limit', `a whole number from 1 to ${most}`) };
  }
  const link = findLink(key);
  if (link?.record === undefined) {
    return {
      ok: false,
      refusal: { code: 'not_found', message: 'Nothing is known under this key' },
    };
  }
  const changes = readHistory(link.record, connectionKeyOf(link), after, limit + 1);
  const page: ChangesPage = {
    changes: changes.slice(0, limit),
    more: changes.length > limit,
  };
  return { ok: true, body: page };
}

function whole(request: RESTAPIRequest, name: string, fallback: string): number | undefined {
  const value = Number(queryParameter(request, name) ?? fallback);
  return Number.isSafeInteger(value) ? value : undefined;
}
