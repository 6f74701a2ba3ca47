import type { ConnectAnswer, ConnectRequest } from '@alert-relay/shared-types';
import type { RESTAPIRequest, RESTAPIResponse } from '@servicenow/glide/sn_ws_int';
import { invalid } from '../domain/checks.ts';
import { parseConnectRequest } from '../domain/connect-request.ts';
import { toConnectionKey } from '../domain/connection-key.ts';
import { findConnection, isOfOtherInstance, saveConnection } from '../glide/connections.ts';
import { instanceIdentity } from '../glide/instance.ts';
import { setAside } from '../glide/outbox.ts';
import { readJson, respond, type Answer } from '../glide/respond.ts';
import { appVersion, knownFeatures } from '../names.ts';

const nameTaken = invalid(
  'connection',
  'a name that no other has in capital or small letters, of workspace and connection together',
);

export function connect(request: RESTAPIRequest, response: RESTAPIResponse): void {
  respond(request, response, () => answer(request));
}

function answer(request: RESTAPIRequest): Answer {
  const parsed = readJson(request, parseConnectRequest);
  if (!parsed.ok) return parsed;
  leaveOriginalAlone(parsed.value);
  if (!saveConnection(parsed.value)) return { ok: false, refusal: nameTaken };
  const body: ConnectAnswer = {
    contract: parsed.value.contract,
    app_version: appVersion,
    features: knownFeatures,
    instance: instanceIdentity(),
  };
  return { ok: true, body };
}

/** What waits on a clone was noted on its original, whose relay has it from there. */
function leaveOriginalAlone({ workspace, connection }: ConnectRequest): void {
  const known = findConnection(toConnectionKey(workspace, connection));
  if (known === undefined || !isOfOtherInstance(known)) return;
  setAside(known.key, 'Noted on another instance, of which this one is a clone');
}
