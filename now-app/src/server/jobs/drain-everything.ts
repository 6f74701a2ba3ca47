import { listConnections } from '../glide/connections.ts';
import { noteTablesWithRules } from '../glide/forward-rules.ts';
import { runGuarded } from '../glide/guarded.ts';
import { drainConnection } from './drain-connection.ts';
import { raiseAlarm } from './raise-alarm.ts';
import { watchRelay } from './watch-relay.ts';

const longestDrainMs = 50_000;

/** Scheduled: what no event brought away, retries above all; and word of what is amiss. */
export function drainEverything(): void {
  // An update set of a newer version brings the property as empty as it was made.
  noteTablesWithRules();
  for (const connection of listConnections()) {
    runGuarded(`sending to ${connection.key}`, () => {
      drainConnection(connection.key, longestDrainMs);
    });
    if (!connection.isActive) continue;
    runGuarded(`the alarm of ${connection.key}`, () => {
      raiseAlarm(connection);
    });
    runGuarded(`the watch on ${connection.key}`, () => {
      watchRelay(connection);
    });
  }
}
