import { isAlarmDue } from '../domain/alarm.ts';
import { judgeSilence } from '../domain/silence.ts';
import {
  findConnection,
  isOnClone,
  noteSilence,
  noteSilenceOver,
  type Connection,
} from '../glide/connections.ts';
import { ageSeconds } from '../glide/record.ts';
import { isEnabled, silenceMinutes } from '../glide/settings.ts';
import { sendHeartbeat } from './send-heartbeat.ts';

/** Somebody should know that the relay is gone, also on days when nothing changes. */
export function watchRelay(given: Connection): void {
  if (!isEnabled() || !given.isActive || isOnClone(given)) return;
  const limit = silenceMinutes();
  if (judge(given, limit).kind !== 'fine') sendHeartbeat(given);
  const connection = findConnection(given.key);
  if (connection === undefined) return;
  const silence = judge(connection, limit);
  if (silence.kind === 'silent') {
    const waiting = { count: 1, oldestMinutes: silence.minutes };
    const sinceAlarm = minutesSince(connection.silenceAlarmedAt);
    if (isAlarmDue(waiting, limit, sinceAlarm)) noteSilence(connection, silence);
  } else if (connection.isSilent) {
    noteSilenceOver(connection);
  }
}

function judge(connection: Connection, limit: number): ReturnType<typeof judgeSilence> {
  return judgeSilence(
    {
      mode: connection.mode === 'pull' ? 'pull' : 'push',
      heardMinutesAgo: minutesSince(connection.lastHeard),
      toldMinutesAgo: minutesSince(connection.lastSuccess),
      connectedMinutesAgo: minutesSince(connection.connectedAt) ?? 0,
      heartbeatSeconds: connection.heartbeatSeconds,
    },
    limit,
  );
}

function minutesSince(time: string): number | undefined {
  return time === '' ? undefined : ageSeconds(time) / 60;
}
