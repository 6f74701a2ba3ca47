import type { ChangesPage } from '@alert-relay/shared-types';
import type { RESTAPIRequest, RESTAPIResponse } from '@servicenow/glide/sn_ws_int';
import { invalid } from '../domain/checks.ts';
import { inSequence } from '../domain/drain.ts';
import { recordHeard } from '../glide/connections.ts';
import { findMeantConnection } from '../glide/named-connection.ts';
import { readWaiting } from '../glide/outbox.ts';
import { queryParameter, respond, type Answer } from '../glide/respond.ts';
import { isEnabled } from '../glide/settings.ts';

const most = 1000;

export function getChanges(request: RESTAPIRequest, response: RESTAPIResponse): void {
  respond(request, response, () => answer(request));
}

function answer(request: RESTAPIRequest): Answer {
  const limit = Number(queryParameter(request, 'limit') ?? '100');
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > most) {
    return { ok: false, refusal: invalid('limit', `a whole number from 1 to ${most}`) };
  }
  const connection = findMeantConnection(
    queryParameter(request, 'connection'),
    queryParameter(request, 'workspace'),
  );
  if (!connection.ok) return connection;
  recordHeard(connection.value);
  const rows = isEnabled() ? inSequence(readWaiting(connection.value.key, limit + 1)) : [];
  const page: ChangesPage = {
    changes: rows.slice(0, limit).map((row) => row.event),
    more: rows.length > limit,
  };
  return { ok: true, body: page };
}
