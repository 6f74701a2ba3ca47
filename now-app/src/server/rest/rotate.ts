import type { RotateAnswer } from '@alert-relay/shared-types';
import type { RESTAPIRequest, RESTAPIResponse } from '@servicenow/glide/sn_ws_int';
import { parseRotateRequest } from '../domain/connect-request.ts';
import { findNamedConnection } from '../glide/named-connection.ts';
import { readJson, respond, type Answer } from '../glide/respond.ts';
import { rotateSecret } from '../glide/secrets.ts';
import { rotationHours } from '../glide/settings.ts';

export function rotate(request: RESTAPIRequest, response: RESTAPIResponse): void {
  respond(request, response, () => answer(request));
}

function answer(request: RESTAPIRequest): Answer {
  const parsed = readJson(request, parseRotateRequest);
  if (!parsed.ok) return parsed;
  const connection = findNamedConnection(parsed.value.connection, parsed.value.workspace);
  if (!connection.ok) return connection;
  const hours = rotationHours();
  rotateSecret(connection.value.sysId, parsed.value.secret, hours);
  const body: RotateAnswer = { old_valid_hours: hours };
  return { ok: true, body };
}
