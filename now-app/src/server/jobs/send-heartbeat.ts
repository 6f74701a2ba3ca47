import type { Heartbeat } from '@alert-relay/shared-types';
import { isAnswerToHeartbeat, toAsciiJson, toHeartbeatAddress } from '../domain/push.ts';
import {
  isStoppedOnClone,
  mayPush,
  recordFailure,
  recordReached,
  recordSuccess,
  type Connection,
} from '../glide/connections.ts';
import { instanceIdentity } from '../glide/instance.ts';
import { postSigned } from '../glide/push.ts';
import { readSecrets } from '../glide/secrets.ts';
import { isEnabled } from '../glide/settings.ts';
import { countChanges, waitingOf } from '../glide/statistics.ts';
import { appVersion } from '../names.ts';

const retrySeconds = 60;

/**
 * Proves the way to the relay on days without changes, and tells it what waits here. Answers with what
 * to do about a failure, or nothing.
 */
export function sendHeartbeat(connection: Connection): string {
  if (!isEnabled()) return 'Nothing leaves: set x_alrt_relay.enabled to true';
  if (isStoppedOnClone(connection)) {
    return 'Nothing leaves a clone, nor an instance that was renamed: connect it to a relay of its own, or anew';
  }
  if (!mayPush(connection)) return 'Not tried: the connection waits for its next attempt';
  const waiting = waitingOf(connection.key);
  const heartbeat: Heartbeat = {
    type: 'heartbeat',
    instance: instanceIdentity(),
    app_version: appVersion,
    waiting: waiting.count,
    oldest_waiting_minutes: waiting.oldestMinutes,
    dead: countChanges(connection.key, 'dead'),
  };
  const address = toHeartbeatAddress(connection.relayUrl, connection.name);
  const answer = postSigned(address, readSecrets(connection.sysId), toAsciiJson(heartbeat));
  if (isAnswerToHeartbeat(answer, connection.heartbeatSeconds > 0)) {
    if (waiting.count === 0) recordSuccess(connection);
    else recordReached(connection);
    return '';
  }
  const because = `Heartbeat: HTTP ${answer.status} ${answer.error}`.trim();
  recordFailure(connection, because, retrySeconds);
  return `${because}. Can this instance reach ${connection.relayUrl}, and do both sides hold one secret?`;
}
