import { listConnections } from '../glide/connections.ts';
import { drainConnection } from './drain-connection.ts';

/** Scheduled: what no event brought away, retries above all. */
export function drainEverything(): void {
  for (const connection of listConnections()) drainConnection(connection.key);
}
