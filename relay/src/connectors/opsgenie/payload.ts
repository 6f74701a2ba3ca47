import { z } from 'zod';
import { Labels, part, Text, Texts, Time } from '../../connector-kit/lenient.ts';

const Alert = z.object({
  // Escalations and schedules post bodies that name the alert and nothing else of it.
  alertId: z.union([z.string().min(1), z.number()]).transform(String),
  message: Text,
  alias: Text,
  tinyId: Text,
  entity: Text,
  source: Text,
  username: Text,
  note: Text,
  priority: Text,
  oldPriority: Text,
  description: Text,
  details: Labels,
  tags: Texts,
  createdAt: Time,
  /** Counts in units of about a nanosecond, beyond what a JavaScript number holds exactly. */
  updatedAt: Time,
  snoozeEndDate: Time,
});
export type Alert = z.output<typeof Alert>;

export const Payload = z.object({
  action: z.string().min(1),
  alert: Alert,
  source: part(z.object({ name: Text, type: Text })),
  integrationName: Text,
  escalationName: Text,
});
export type Payload = z.output<typeof Payload>;
