import { listConnections } from '../glide/connections.ts';
import { runGuarded } from '../glide/guarded.ts';
import {
  deleteDoneWatches,
  deleteKnownNotes,
  deleteSentChanges,
  deleteUnclaimedChanges,
} from '../glide/retention.ts';
import { noteDays, sentDays } from '../glide/settings.ts';
import { sendHeartbeat } from './send-heartbeat.ts';

/** Scheduled, once a day. */
export function keepHouse(): void {
  runGuarded('deleting sent changes', () => {
    deleteSentChanges(sentDays());
  });
  runGuarded('deleting changes that no relay can have', () => {
    deleteUnclaimedChanges(sentDays());
  });
  runGuarded('deleting known notes', () => {
    deleteKnownNotes(noteDays());
  });
  runGuarded('forgetting records that are done with', () => {
    deleteDoneWatches(noteDays());
  });
  for (const connection of listConnections()) {
    runGuarded(`the heartbeat of ${connection.key}`, () => {
      sendHeartbeat(connection);
    });
  }
}
