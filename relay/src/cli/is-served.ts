import { isTaskLed } from '../queue/lead-task.ts';
import { isStatusSaid } from '../store/connection-status.ts';
import type { OpenStore } from './with-store.ts';

/**
 * Whether a relay serves the store. On a database it is known from its start on by its tasks; elsewhere, once
 * an instance has answered it, by what it says of its connections.
 */
export async function isServed({ store, now }: OpenStore): Promise<boolean> {
  return (await isTaskLed(store)) || (await isStatusSaid(store.db, now()));
}
