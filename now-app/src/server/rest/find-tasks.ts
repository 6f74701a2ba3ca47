import type { RESTAPIRequest, RESTAPIResponse } from '@servicenow/glide/sn_ws_int';
import { parseFind } from '../domain/inspect-requests.ts';
import { findLinksBy } from '../glide/links.ts';
import { queryParameter, respond } from '../glide/respond.ts';

export function findTasks(request: RESTAPIRequest, response: RESTAPIResponse): void {
  respond(request, response, () => {
    const question = parseFind((name) => queryParameter(request, name));
    return question.ok ? { ok: true, body: { records: findLinksBy(question.value) } } : question;
  });
}
