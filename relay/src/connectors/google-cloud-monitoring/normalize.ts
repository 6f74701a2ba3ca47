import { labelsOf } from '../../connector-kit/lenient.ts';
import { fingerprintOf, toEvent } from '../../connector-kit/to-event.ts';
import type { AlertEvent, Labels } from '../../domain/alert-event.ts';
import { toSeverity } from '../../domain/severity.ts';
import type { Payload } from './payload.ts';

type Incident = Payload['incident'];

/** One event: a notification is about one incident. */
export function normalize(payload: Payload): readonly AlertEvent[] {
  const { incident } = payload;
  const isReport = payload.group_info.detail_link !== undefined;
  return isReport ? [readReport(payload)] : readIncident(incident);
}

function readIncident(incident: Incident): readonly AlertEvent[] {
  const isClosed = incident.state?.toLowerCase() === 'closed';
  const severity =
    incident.severity ??
    incident.policy_user_labels['severity'] ??
    incident.metadata.system_labels['severity'];
  return [
    toEvent({
      fingerprint: incident.incident_id ?? nameOf(incident),
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

/** Without an id, what stays the same from opening to closing. */
function nameOf({ policy_name: policy, condition_name: condition, resource }: Incident): string {
  return fingerprintOf([policy ?? '', condition ?? '', resource.labels]);
}

/** The link names the group of errors. Nothing is said when they end. */
function readReport({ subject, group_info: group, exception_info, event_info }: Payload) {
  const { type, message } = exception_info;
  const { log_message: logged, service, version } = event_info;
  return toEvent({
    fingerprint: fingerprintOf([group.detail_link?.replace(/[?#].*$/s, '') ?? '']),
    status: 'firing',
    severity: 'high',
    title: subject ?? type ?? message ?? logged ?? 'Google Cloud error',
    description: [type, message ?? logged].filter((text) => text !== undefined).join(': '),
    labels: labelsOf({ project: group.project_id, service, version, exception: type }),
    url: group.detail_link,
  });
}

function titleOf({
  summary,
  condition_name: condition,
  policy_name: policy,
  incident_id: id,
}: Incident): string {
  return summary ?? condition ?? policy ?? `Google Cloud incident ${id ?? ''}`;
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
