import type { RESTAPIRequest, RESTAPIResponse } from '@servicenow/glide/sn_ws_int';
import { parseLookup } from '../domain/lookup.ts';
import { findMatches } from '../glide/lookup.ts';
import { queryParameter, respond } from '../glide/respond.ts';

/** The account holds only the app's role, so it resolves names through the app. */
export function lookup(request: RESTAPIRequest, response: RESTAPIResponse): void {
  respond(request, response, () => {
    const question = parseLookup((name) => queryParameter(request, name));
    return question.ok ? { ok: true, body: findMatches(question.value) } : question;
  });
}
