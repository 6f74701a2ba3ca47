import { alertmanagerNotification } from '../sources/notification.ts';
import type { Statement } from './checker.ts';
import { toMarker } from './marker.ts';

/** What an Alertmanager posts to say this of an alert, and that it is over, where it is. */
export function notificationOf(statement: Statement, isEnd = false): string {
  return alertmanagerNotification({
    group: statement.key,
    status: isEnd ? 'resolved' : 'firing',
    description: toMarker(statement),
    startsAt: new Date('2026-11-22T08:00:00Z'),
    ...(isEnd ? { endsAt: new Date('2026-11-22T09:00:00Z') } : {}),
  });
}
