import { z } from 'zod';
import { Labels, part, Text, Time, Url } from '../../connector-kit/lenient.ts';

const Labelled = part(z.object({ type: Text, labels: Labels }));

const Incident = part(
  z.object({
    incident_id: Text,
    state: Text,
    summary: Text,
    severity: Text,
    url: Url,
    started_at: Time,
    ended_at: Time,
    policy_name: Text,
    condition_name: Text,
    resource_name: Text,
    resource_display_name: Text,
    scoping_project_id: Text,
    resource: Labelled,
    metric: Labelled,
    metadata: part(z.object({ system_labels: Labels, user_labels: Labels })),
    policy_user_labels: Labels,
    documentation: part(z.object({ content: Text, subject: Text })),
  }),
);

/** Error Reporting tells the same channels of errors that are new or back. */
const reportFields = {
  subject: Text,
  group_info: part(z.object({ project_id: Text, detail_link: Url })),
  exception_info: part(z.object({ type: Text, message: Text })),
  event_info: part(z.object({ log_message: Text, service: Text, version: Text })),
};

export const Payload = z
  .object({ incident: Incident, ...reportFields })
  .refine(
    ({
      incident: { incident_id: id, policy_name: policy, condition_name: condition },
      group_info,
    }) => [id, policy, condition, group_info.detail_link].some((text) => text !== undefined),
    { path: ['incident'], message: 'expected an incident with its id' },
  );
export type Payload = z.output<typeof Payload>;
