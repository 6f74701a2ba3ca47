import type { DisconnectAnswer } from '@alert-relay/shared-types';
import type { RESTAPIRequest, RESTAPIResponse } from '@servicenow/glide/sn_ws_int';
import { parseDisconnectRequest } from '../domain/connect-request.ts';
import { deactivate } from '../glide/connections.ts';
import { findNamedConnection } from '../glide/named-connection.ts';
import { setAside } from '../glide/outbox.ts';
import { readJson, respond, type Answer } from '../glide/respond.ts';

export function disconnect(request: RESTAPIRequest, response: RESTAPIResponse): void {
  respond(request, response, () => answer(request));
}

function answer(request: RESTAPIRequest): Answer {
  const parsed = readJson(request, parseDisconnectRequest);
  if (!parsed.ok) return parsed;
  const connection = findNamedConnection(parsed.value.connection, parsed.value.workspace);
  if (!connection.ok) return connection;
  deactivate(connection.value);
  const body: DisconnectAnswer = {
    set_aside: setAside(connection.value.key, 'The relay disconnected'),
  };
  return { ok: true, body };
}
