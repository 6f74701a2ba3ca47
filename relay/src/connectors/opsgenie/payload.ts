import { z } from 'zod';
import { isRecord, Labels, Text, Texts, Time } from '../../connector-kit/lenient.ts';

const Id = z
  .union([z.string().min(1), z.number()], 'expected the id of an alert')
  .transform(String);

const alertFields = {
  // Escalations and schedules post bodies that name the alert and nothing else of it.
  alertId: Id,
  message: Text,
  alias: Text,
  tinyId: Text,
  entity: Text,
  source: Text,
  username: Text,
  note: Text,
  priority: Text,
  description: Text,
  details: Labels,
  tags: Texts,
  createdAt: Time,
  /** Counts in units of about a nanosecond, beyond what a JavaScript number holds exactly. */
  updatedAt: Time,
};
/** The id is `id` where somebody forwards what the Alert API says. */
const Alert = z
  .unknown()
  .transform((body) =>
    isRecord(body) ? { ...body, alertId: body['alertId'] ?? body['id'] } : body,
  )
  .pipe(z.object(alertFields));
export type Alert = z.output<typeof Alert>;

export const Payload = z.object({
  action: z.string().min(1),
  alert: Alert,
  escalationName: Text,
});
export type Payload = z.output<typeof Payload>;
