import { z } from 'zod';
import { isRecord, listOf, part, Text, Texts, Time, Url } from '../../connector-kit/lenient.ts';

const Named = part(z.object({ id: Text, name: Text }));
const Status = part(z.object({ name: Text, category: Text }));

const CustomFieldValue = z.object({
  value_text: Text,
  value_numeric: Text,
  value_link: Text,
  value_option: part(z.object({ value: Text })),
  value_catalog_entry: Named,
});

const incidentFields = {
  id: Text,
  reference: Text,
  name: Text,
  summary: Text,
  permalink: Url,
  mode: Text,
  visibility: Text,
  created_at: Time,
  updated_at: Time,
  incident_status: Status,
  severity: Named,
  incident_type: Named,
  custom_field_entries: listOf(z.object({ custom_field: Named, values: listOf(CustomFieldValue) })),
};
export const Incident = z.object(incidentFields);
export type Incident = z.output<typeof Incident>;

export const StatusUpdate = z.object({
  incident: part(Incident),
  new_status: Status,
  previous_status: Status,
  message: Text,
});

/** Follow-ups, and the actions that an incident has while it lasts. */
export const FollowUp = z.object({
  id: Text,
  incident_id: Text,
  title: Text,
  description: Text,
  status: Text,
  priority: Named,
  assignee: Named,
  labels: Texts,
  created_at: Time,
  updated_at: Time,
  completed_at: Time,
  external_issue_reference: part(z.object({ issue_name: Text, issue_permalink: Url })),
});
export type FollowUp = z.output<typeof FollowUp>;

export const Alert = z.object({
  id: Text,
  title: Text,
  description: Text,
  deduplication_key: Text,
  alert_source_id: Text,
  source_url: Url,
  created_at: Time,
  resolved_at: Time,
  attributes: listOf(
    z.object({
      attribute: Named,
      value: part(z.object({ label: Text, literal: Text })),
      array_value: listOf(z.object({ label: Text, literal: Text })),
    }),
  ),
});
export type Alert = z.output<typeof Alert>;

const Person = part(z.object({ user: Named, api_key: Named, workflow: Named }));

export const Escalation = z.object({
  escalation: part(
    z.object({
      id: Text,
      title: Text,
      status: Text,
      priority: Named,
      created_at: Time,
      updated_at: Time,
      related_alerts: listOf(z.object({ id: Text })),
      related_incidents: listOf(z.object({ id: Text, reference: Text })),
    }),
  ),
  actor: Person,
  new_status: Text,
});

/** What happened stands under a key that is named like the event. */
export const Payload = z
  .looseObject({ event_type: z.string().min(1) })
  .refine((body) => isRecord(body[body.event_type]), {
    message: 'expected an object under the name of the event type',
  });
export type Payload = z.output<typeof Payload>;
