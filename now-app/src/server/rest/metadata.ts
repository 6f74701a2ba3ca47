import type { RESTAPIRequest, RESTAPIResponse } from '@servicenow/glide/sn_ws_int';
import { invalid } from '../domain/checks.ts';
import { describeTable } from '../glide/metadata.ts';
import { queryParameter, respond, type Answer } from '../glide/respond.ts';
import { writableTables } from '../glide/settings.ts';

export function metadata(request: RESTAPIRequest, response: RESTAPIResponse): void {
  respond(request, response, () => answer(request));
}

function answer(request: RESTAPIRequest): Answer {
  const table = queryParameter(request, 'table') ?? '';
  const allowed = writableTables();
  if (!allowed.includes(table)) {
    return { ok: false, refusal: invalid('table', `one of ${allowed.join(', ')}`) };
  }
  return { ok: true, body: describeTable(table) };
}
