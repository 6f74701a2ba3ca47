import { z } from 'zod';
import { InstanceIdentity } from './changes.ts';

/**
 * Body of the app's daily `POST {relay}/servicenow/{connection}/heartbeat`, signed like changes. Any
 * 2xx is enough; a relay of the first version answers 404, which the app takes as well.
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

/**
 * `POST /heartbeat`: the relay says that it is there, every `every_seconds`. Once an app has heard one it
 * expects the next, and tells its administrators when none comes for too long. Feature `heartbeat`.
 */
export const HeartbeatRequest = z.strictObject({
  workspace: z.string().min(1).max(100),
  connection: z.string().min(1).max(100),
  relay_version: z.string().min(1).max(40),
  every_seconds: z.int().min(10).max(86_400),
});
export type HeartbeatRequest = z.output<typeof HeartbeatRequest>;

/** What waits on this side, and after how much silence an alarm is raised. */
export const HeartbeatAnswer = z.object({
  instance: InstanceIdentity,
  app_version: z.string(),
  features: z.array(z.string()).default([]),
  waiting: z.int().min(0),
  oldest_waiting_minutes: z.int().min(0),
  dead: z.int().min(0),
  silence_alarm_minutes: z.int().min(1),
});
export type HeartbeatAnswer = z.output<typeof HeartbeatAnswer>;
