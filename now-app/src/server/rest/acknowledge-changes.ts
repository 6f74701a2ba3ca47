import type { AcknowledgeAnswer } from '@alert-relay/shared-types';
import type { RESTAPIRequest, RESTAPIResponse } from '@servicenow/glide/sn_ws_int';
import { parseAcknowledgeRequest } from '../domain/connect-request.ts';
import { recordHeard } from '../glide/connections.ts';
import { findNamedConnection } from '../glide/named-connection.ts';
import { acknowledge } from '../glide/outbox.ts';
import { queryParameter, readJson, respond, type Answer } from '../glide/respond.ts';

export function acknowledgeChanges(request: RESTAPIRequest, response: RESTAPIResponse): void {
  respond(request, response, () => answer(request));
}

function answer(request: RESTAPIRequest): Answer {
  const parsed = readJson(request, parseAcknowledgeRequest);
  if (!parsed.ok) return parsed;
  const { connection: name, ids } = parsed.value;
  const connection = findNamedConnection(name, queryParameter(request, 'workspace'));
  if (!connection.ok) return connection;
  recordHeard(connection.value);
  const body: AcknowledgeAnswer = { acknowledged: acknowledge(connection.value.key, ids) };
  return { ok: true, body };
}
