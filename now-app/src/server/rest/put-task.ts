import type { RESTAPIRequest, RESTAPIResponse } from '@servicenow/glide/sn_ws_int';
import { checkKey, parseUpsertRequest } from '../domain/upsert-request.ts';
import { pathParameter, readJson, respond, type Answer } from '../glide/respond.ts';
import { runCommand } from '../glide/run-command.ts';

export function putTask(request: RESTAPIRequest, response: RESTAPIResponse): void {
  respond(request, response, () => answer(request));
}

function answer(request: RESTAPIRequest): Answer {
  const key = pathParameter(request, 'key');
  const wrongKey = checkKey(key);
  if (wrongKey !== undefined) return { ok: false, refusal: wrongKey };
  const parsed = readJson(request, parseUpsertRequest);
  if (!parsed.ok) return parsed;
  const result = runCommand(key, parsed.value);
  return result.ok ? { ok: true, body: result.answer } : result;
}
