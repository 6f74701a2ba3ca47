import { listConnections } from '../glide/connections.ts';
import { deleteKnownNotes, deleteSentChanges } from '../glide/retention.ts';
import { noteDays, sentDays } from '../glide/settings.ts';
import { sendHeartbeat } from './send-heartbeat.ts';

/** Scheduled, once a day. */
export function keepHouse(): void {
  deleteSentChanges(sentDays());
  deleteKnownNotes(noteDays());
  for (const connection of listConnections()) sendHeartbeat(connection);
}
