import { labelsOf } from '../../connector-kit/lenient.ts';
import { toEvent } from '../../connector-kit/to-event.ts';
import type { AlertEvent, AlertStatus } from '../../domain/alert-event.ts';
import { toSeverity } from '../../domain/severity.ts';
import type { Incident, Payload } from './payload.ts';

/** A webhook for "status change" sends the type of what happened, never those words. */
const typeWords: Readonly<Record<string, AlertStatus>> = {
  'alert group created': 'firing',
  acknowledge: 'acknowledged',
  unacknowledge: 'unacknowledged',
  silence: 'silenced',
  unsilence: 'unsilenced',
  resolve: 'resolved',
  unresolve: 'firing',
};

/** For escalations, personal notifications and what a later release may add. */
const stateWords: Readonly<Record<string, AlertStatus>> = {
  new: 'firing',
  acknowledged: 'acknowledged',
  silenced: 'silenced',
  resolved: 'resolved',
};

/** One event: each request is about one alert group, or one incident. */
export function normalize(payload: Payload): readonly AlertEvent[] {
  const { incidentID } = payload.incident;
  return incidentID === undefined
    ? readGroup(payload)
    : [readIncident(payload.incident, incidentID, payload.event.type)];
}

/** Tells incidents from alert groups, whose names are those that OnCall gives. */
export const INCIDENT_PREFIX = 'incident:';

/** Incidents are active or resolved; roles, labels and tasks are news about them. */
function readIncident(incident: Incident, id: string, type = ''): AlertEvent {
  const isResolved = /^(?:resolved|closed)$/i.test(incident.status ?? '');
  const labels = incident.labels.map(({ label }) => label).filter((label) => label !== undefined);
  const isReopened = !isResolved && type.endsWith('.updated.status');
  const isNews = /\.(?:role|label|added|removed)\b/.test(type);
  return toEvent({
    kind: isNews ? 'change' : 'state',
    fingerprint: `${INCIDENT_PREFIX}${id}`,
    status: isResolved ? 'resolved' : 'firing',
    severity: toSeverity(incident.severity),
    title: incident.title ?? `Grafana incident ${id}`,
    description: incident.summary,
    labels: labelsOf({
      incident: id,
      type: incident.incidentType,
      drill: incident.isDrill === 'true' ? 'true' : undefined,
      labels: labels.join(', ') || undefined,
    }),
    actor: incident.createdByUser.name,
    url: incident.overviewURL,
    // As with groups below: one that is opened again keeps its old start.
    startedAt: isReopened ? undefined : (incident.incidentStart ?? incident.createdTime),
    endedAt: isResolved ? (incident.incidentEnd ?? incident.closedTime) : undefined,
  });
}

function readGroup(payload: Payload): readonly AlertEvent[] {
  const { event, user, alert_group: group, alert_payload: first, integration } = payload;
  const type = event.type?.toLowerCase() ?? '';
  const status = typeWords[type] ?? stateWords[group.state?.toLowerCase() ?? ''] ?? 'firing';
  const labels = { ...first.commonLabels, ...first.labels, ...group.labels };
  const id = group.id ?? payload.alert_group_id ?? '';
  return [
    toEvent({
      fingerprint: id,
      status,
      severity: toSeverity(labels['severity'] ?? labels['priority'] ?? first.severity),
      title: group.title ?? `OnCall alert group ${id}`,
      description:
        first.commonAnnotations['description'] ?? first.annotations['description'] ?? first.message,
      labels: {
        ...labels,
        ...labelsOf({
          integration: integration.name,
          team: integration.team,
          alert_uid: first.alert_uid,
        }),
      },
      actor: user.username ?? user.email,
      isEscalation: type === 'escalation',
      url: group.permalinks.web,
      // A group that is opened again keeps its old start, which would look like an old message.
      startedAt: type === 'unresolve' ? undefined : group.created_at,
      endedAt: status === 'resolved' ? group.resolved_at : undefined,
    }),
  ];
}
