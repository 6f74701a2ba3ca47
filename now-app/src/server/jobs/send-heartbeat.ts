import type { Heartbeat } from '@alert-relay/shared-types';
import { toAsciiJson, toHeartbeatAddress } from '../domain/push.ts';
import { mayPush, recordFailure, recordSuccess, type Connection } from '../glide/connections.ts';
import { instanceIdentity } from '../glide/instance.ts';
import { postSigned } from '../glide/push.ts';
import { readSecrets } from '../glide/secrets.ts';
import { countChanges, waitingOf } from '../glide/statistics.ts';
import { appVersion } from '../names.ts';

/** Proves the way to the relay on days without changes, and tells it what waits here. */
export function sendHeartbeat(connection: Connection): void {
  if (!mayPush(connection)) return;
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
  if (answer.status >= 200 && answer.status < 300) recordSuccess(connection);
  // A relay of an earlier version knows no heartbeat and answers 404: it is there all the same.
  else if (answer.status !== 404) {
    recordFailure(connection, `Heartbeat: HTTP ${answer.status} ${answer.error}`.trim(), 60);
  }
}
