import { z } from 'zod';
import { listOf, part, Text, Time, Url } from '../../connector-kit/lenient.ts';

const Reference = part(z.object({ id: Text, summary: Text, name: Text, html_url: Url }));

const incidentFields = {
  id: Text,
  summary: Text,
  title: Text,
  html_url: Url,
  number: Text,
  status: Text,
  urgency: Text,
  created_at: Time,
  incident_key: Text,
  service: Reference,
  escalation_policy: Reference,
  priority: Reference,
  resolve_reason: part(z.object({ type: Text })),
};
const Incident = part(z.object(incidentFields));
export type Incident = z.output<typeof Incident>;

/** `data` is the incident itself, or something else that points at it. */
const Data = part(
  z.object({ ...incidentFields, incident: Incident, content: Text, message: Text, type: Text }),
);

const Event = z.object({
  id: Text,
  event_type: z.string().min(1),
  occurred_at: Time,
  agent: Reference,
  data: Data,
});
export type Event = z.output<typeof Event>;

const MessageIncident = part(
  z.object({
    ...incidentFields,
    description: Text,
    created_on: Time,
    incident_number: Text,
    last_status_change_by: Reference,
    trigger_summary_data: part(z.object({ subject: Text, description: Text })),
  }),
);

/** Webhooks v2 and v1, switched off for most accounts: several messages, each with the whole incident. */
const Message = z.object({
  event: Text,
  type: Text,
  created_on: Time,
  incident: MessageIncident,
  data: part(z.object({ incident: MessageIncident })),
});
export type Message = z.output<typeof Message>;

export const Payload = z
  .object({ event: Event.optional(), messages: listOf(Message) })
  .refine(({ event, messages }) => event !== undefined || messages.length > 0, {
    message: 'expected an event (webhooks v3) or messages (v2)',
  });
export type Payload = z.output<typeof Payload>;
