import { z } from 'zod';
import { InstanceIdentity } from './changes.ts';

/**
 * Body of the app's daily `POST {relay}/servicenow/{connection}/heartbeat`, signed like changes. Any
 * 2xx is enough; a relay that does not know the path answers 404, which the app takes as well.
 */
export const Heartbeat = z.object({
  type: z.literal('heartbeat'),
  instance: InstanceIdentity,
  app_version: z.string(),
  /** Changes that the app has not brought away yet, and how long the oldest waits. */
  waiting: z.int().min(0),
  oldest_waiting_minutes: z.int().min(0),
  /** Changes that failed for good and wait for an administrator. */
  dead: z.int().min(0),
});
export type Heartbeat = z.output<typeof Heartbeat>;
