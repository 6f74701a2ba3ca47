import { isAlarmDue } from '../domain/alarm.ts';
import { isOnClone, noteAlarm, type Connection } from '../glide/connections.ts';
import { ageSeconds } from '../glide/record.ts';
import { alarmMinutes } from '../glide/settings.ts';
import { waitingOf } from '../glide/statistics.ts';

/** Somebody should know that changes wait, whether the relay is away or no longer fetches them. */
export function raiseAlarm(connection: Connection): void {
  if (isOnClone(connection)) return;
  const waiting = waitingOf(connection.key);
  const sinceAlarm =
    connection.alarmedAt === '' ? undefined : ageSeconds(connection.alarmedAt) / 60;
  if (isAlarmDue(waiting, alarmMinutes(), sinceAlarm)) noteAlarm(connection, waiting);
}
