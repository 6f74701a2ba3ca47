import { z } from 'zod';
import { Labels, part, Text, Time, Url } from '../../connector-kit/lenient.ts';

const Id = z.union([z.string().min(1), z.number()]).transform(String);

const Labelled = part(z.object({ type: Text, displayName: Text, labels: Labels }));

export const Payload = z.object({
  version: Text,
  incident: z.object({
    incident_id: Id,
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
});
export type Payload = z.output<typeof Payload>;
