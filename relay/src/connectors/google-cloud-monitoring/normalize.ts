import { labelsOf } from '../../connector-kit/lenient.ts';
import { toEvent } from '../../connector-kit/to-event.ts';
import type { AlertEvent, Labels } from '../../domain/alert-event.ts';
import { toSeverity } from '../../domain/severity.ts';
import type { Payload } from './payload.ts';

type Incident = Payload['incident'];

/** One event: a notification is about one incident. */
export function normalize({ incident }: Payload): readonly AlertEvent[] {
  const isClosed = incident.state?.toLowerCase() === 'closed';
  const severity =
    incident.severity ??
    incident.policy_user_labels['severity'] ??
    incident.metadata.system_labels['severity'];
  return [
    toEvent({
      fingerprint: incident.incident_id,
      status: isClosed ? 'resolved' : 'firing',
      severity: toSeverity(severity),
      title: titleOf(incident),
      description: incident.documentation.content ?? incident.documentation.subject,
      labels: labelsFor(incident),
      url: incident.url,
      startedAt: incident.started_at,
      endedAt: isClosed ? incident.ended_at : undefined,
    }),
  ];
}

function titleOf({
  summary,
  condition_name: condition,
  policy_name: policy,
  incident_id: id,
}: Incident): string {
  return summary ?? condition ?? policy ?? `Google Cloud incident ${id}`;
}

function labelsFor(incident: Incident): Labels {
  const { resource, metric, metadata } = incident;
  return {
    ...metadata.user_labels,
    ...incident.policy_user_labels,
    ...metric.labels,
    ...resource.labels,
    ...labelsOf({
      policy: incident.policy_name,
      condition: incident.condition_name,
      resource: incident.resource_display_name ?? incident.resource_name,
      resource_type: resource.type,
      metric: metric.type,
      project: incident.scoping_project_id,
    }),
  };
}
