import type { RESTAPIRequest, RESTAPIResponse } from '@servicenow/glide/sn_ws_int';
import { checkKey, parseUpsertRequest } from '../domain/upsert-request.ts';
import { upsert } from '../domain/upsert.ts';
import { pathParameter, readJson, respond, type Answer } from '../glide/respond.ts';
import { writableTables } from '../glide/settings.ts';
import { upsertPorts } from '../glide/upsert-ports.ts';

export function putTask(request: RESTAPIRequest, response: RESTAPIResponse): void {
  respond(response, () => answer(request));
}

function answer(request: RESTAPIRequest): Answer {
  const key = pathParameter(request, 'key');
  const wrongKey = checkKey(key);
  if (wrongKey !== undefined) return { ok: false, refusal: wrongKey };
  const parsed = readJson(request, parseUpsertRequest);
  if (!parsed.ok) return parsed;
  const { table } = parsed.value;
  if (!writableTables().includes(table)) {
    return {
      ok: false,
      refusal: {
        code: 'table_not_allowed',
        field: 'table',
        message: `${table} is not among the tables of the property x_alrt_relay.tables`,
      },
    };
  }
  const result = upsert(upsertPorts(key, parsed.value), parsed.value);
  return result.ok ? { ok: true, body: result.answer } : result;
}
