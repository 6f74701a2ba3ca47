import type { HeartbeatAnswer } from '@alert-relay/shared-types';
import type { RESTAPIRequest, RESTAPIResponse } from '@servicenow/glide/sn_ws_int';
import { parseHeartbeatRequest } from '../domain/connect-request.ts';
import { recordHeartbeat } from '../glide/connections.ts';
import { instanceIdentity } from '../glide/instance.ts';
import { findMeantConnection } from '../glide/named-connection.ts';
import { readJson, respond, type Answer } from '../glide/respond.ts';
import { silenceMinutes } from '../glide/settings.ts';
import { countChanges, waitingOf } from '../glide/statistics.ts';
import { appVersion, knownFeatures } from '../names.ts';

/** The relay is there; in return it hears what waits here. */
export function heartbeat(request: RESTAPIRequest, response: RESTAPIResponse): void {
  respond(request, response, () => answer(request));
}

function answer(request: RESTAPIRequest): Answer {
  const parsed = readJson(request, parseHeartbeatRequest);
  if (!parsed.ok) return parsed;
  const named = findMeantConnection(parsed.value.connection, parsed.value.workspace);
  if (!named.ok) return named;
  recordHeartbeat(named.value, parsed.value);
  const waiting = waitingOf(named.value.key);
  const body: HeartbeatAnswer = {
    instance: instanceIdentity(),
    app_version: appVersion,
    features: knownFeatures,
    waiting: waiting.count,
    oldest_waiting_minutes: waiting.oldestMinutes,
    dead: countChanges(named.value.key, 'dead'),
    silence_alarm_minutes: silenceMinutes(),
  };
  return { ok: true, body };
}
