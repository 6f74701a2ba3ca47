import { z } from 'zod';
import { isRecord, Labels, listOf, part, Text, Time, Url } from '../../connector-kit/lenient.ts';

const AlertGroup = part(
  z.object({
    id: Text,
    title: Text,
    state: Text,
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

/** An incident of IRM (`Incident` of the tool's own client, grafana/incident-go). */
const Incident = part(
  z.object({
    incidentID: Text,
    title: Text,
    summary: Text,
    severity: Text,
    status: Text,
    isDrill: Text,
    incidentType: Text,
    labels: listOf(z.object({ key: Text, label: Text })),
    overviewURL: Url,
    createdTime: Time,
    incidentStart: Time,
    incidentEnd: Time,
    closedTime: Time,
    createdByUser: part(z.object({ name: Text })),
  }),
);
export type Incident = z.output<typeof Incident>;

/** Alert groups have an object there, incidents the name of the event. */
const Event = z
  .unknown()
  .optional()
  .transform((event) => (isRecord(event) ? event : { type: event }))
  .pipe(z.object({ type: Text }));

export const Payload = z
  .object({
    event: Event,
    incident: Incident,
    user: part(z.object({ username: Text, email: Text })),
    alert_group: AlertGroup,
    alert_group_id: Text,
    alert_payload: AlertPayload,
    integration: part(z.object({ name: Text, team: Text })),
  })
  .refine(
    ({ alert_group: group, alert_group_id: groupId, incident }) =>
      (group.id ?? groupId ?? incident.incidentID) !== undefined,
    {
      message:
        'expected alert_group or incident; switch on "Forward whole payload" and leave the template empty',
    },
  );
export type Payload = z.output<typeof Payload>;
