import { z } from 'zod';
import { Labels, part, Text, Time, Url } from '../../connector-kit/lenient.ts';

const AlertGroup = part(
  z.object({
    id: Text,
    title: Text,
    state: Text,
    alerts_count: Text,
    created_at: Time,
    resolved_at: Time,
    labels: Labels,
    permalinks: part(z.object({ web: Url })),
  }),
);

/** The first alert of the group as its integration sent it: anything, often of Alertmanager's shape. */
const AlertPayload = part(
  z.object({
    alert_uid: Text,
    severity: Text,
    message: Text,
    labels: Labels,
    commonLabels: Labels,
    annotations: Labels,
    commonAnnotations: Labels,
  }),
);

export const Payload = z
  .object({
    event: part(z.object({ type: Text, until: Time })),
    user: part(z.object({ username: Text, email: Text })),
    alert_group: AlertGroup,
    alert_group_id: Text,
    alert_payload: AlertPayload,
    integration: part(z.object({ id: Text, name: Text, type: Text, team: Text })),
  })
  .refine((body) => (body.alert_group.id ?? body.alert_group_id) !== undefined, {
    message: 'expected alert_group; switch on "Forward whole payload" and leave the template empty',
  });
export type Payload = z.output<typeof Payload>;
