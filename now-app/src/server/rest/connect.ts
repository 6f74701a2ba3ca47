import type { ConnectAnswer } from '@alert-relay/shared-types';
import type { RESTAPIRequest, RESTAPIResponse } from '@servicenow/glide/sn_ws_int';
import { parseConnectRequest } from '../domain/connect-request.ts';
import { saveConnection } from '../glide/connections.ts';
import { instanceIdentity } from '../glide/instance.ts';
import { readJson, respond, type Answer } from '../glide/respond.ts';
import { appVersion, knownFeatures } from '../names.ts';

export function connect(request: RESTAPIRequest, response: RESTAPIResponse): void {
  respond(response, () => answer(request));
}

function answer(request: RESTAPIRequest): Answer {
  const parsed = readJson(request, parseConnectRequest);
  if (!parsed.ok) return parsed;
  saveConnection(parsed.value);
  const body: ConnectAnswer = {
    contract: parsed.value.contract,
    app_version: appVersion,
    features: knownFeatures,
    instance: instanceIdentity(),
  };
  return { ok: true, body };
}
