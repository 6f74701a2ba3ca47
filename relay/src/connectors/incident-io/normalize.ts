import { toEvent } from '../../connector-kit/to-event.ts';
import { labelsOf } from '../../connector-kit/lenient.ts';
import type { AlertEvent, AlertStatus } from '../../domain/alert-event.ts';
import { toSeverity } from '../../domain/severity.ts';
import { readIncident, readStatusUpdate } from './incident.ts';
import { Alert, Escalation, FollowUp, type Payload } from './payload.ts';

/** `public_incident.incident_updated_v2` is about an incident, whichever version of it. */
export function normalize(payload: Payload): readonly AlertEvent[] {
  const content = payload[payload.event_type];
  const read = readers[payload.event_type.replace(/^[^.]*\./, '').replace(/_v\d+$/, '')];
  const events = read?.(content) ?? [];
  const isPrivate = payload.event_type.startsWith('private_');
  return isPrivate ? events.map((event) => ({ ...event, isPrivate })) : events;
}

type Read = (content: unknown) => readonly AlertEvent[];

/** Others (memberships, post-mortems, schedules) say nothing of an alert. */
const readers: Readonly<Record<string, Read>> = {
  incident_created: (content) => readIncident(content, 'created'),
  incident_updated: (content) => readIncident(content, 'updated'),
  incident_status_updated: readStatusUpdate,
  follow_up_created: (content) => readFollowUp(content, 'follow_up'),
  follow_up_updated: (content) => readFollowUp(content, 'follow_up', 'updated'),
  action_created: (content) => readFollowUp(content, 'action'),
  action_updated: (content) => readFollowUp(content, 'action', 'updated'),
  alert_created: (content) => readAlert(content, 'firing'),
  alert_resolved: (content) => readAlert(content, 'resolved'),
  escalation_created: readEscalation,
  escalation_status_updated: readEscalation,
};

const closedFollowUp = new Set(['completed', 'deleted', 'not_doing']);

function readFollowUp(
  content: unknown,
  type: 'follow_up' | 'action',
  moment: 'created' | 'updated' = 'created',
): readonly AlertEvent[] {
  const followUp = FollowUp.parse(content);
  if (followUp.id === undefined) return [];
  const isClosed = closedFollowUp.has(followUp.status?.toLowerCase() ?? '');
  const issue = followUp.external_issue_reference;
  const title = followUp.title ?? followUp.description?.split('\n')[0];
  return [
    toEvent({
      // Of a private one only the id is told. Whatever is not closed is open.
      kind: followUp.status === undefined ? 'change' : 'state',
      fingerprint: followUp.id,
      status: isClosed ? 'resolved' : 'firing',
      severity: toSeverity(followUp.priority.name),
      title: title ?? `Private follow-up ${followUp.id}`,
      description: followUp.description,
      labels: labelsOf({
        type,
        incident_id: followUp.incident_id,
        assignee: followUp.assignee.name,
        priority: followUp.priority.name,
        issue: issue.issue_name,
        labels: followUp.labels.join(', ') || undefined,
      }),
      // For the way back: an update has to carry the title, and the record may have another one.
      annotations: labelsOf({ title: followUp.title }),
      url: issue.issue_permalink,
      // One that is open again keeps its old start, which would look like an old message that came late.
      startedAt: moment === 'updated' && !isClosed ? undefined : followUp.created_at,
      endedAt: isClosed ? (followUp.completed_at ?? followUp.updated_at) : undefined,
    }),
  ];
}

/** The type of the event decides: in the published examples `status` still says firing. */
function readAlert(content: unknown, status: AlertStatus): readonly AlertEvent[] {
  const alert = Alert.parse(content);
  if (alert.id === undefined) return [];
  const attributes = Object.fromEntries(
    alert.attributes.flatMap(({ attribute, value, array_value: list }) => {
      const texts = [value, ...list].map(({ label, literal }) => label ?? literal);
      const text = [...new Set(texts.filter((one) => one !== undefined))].join(', ');
      return attribute.name === undefined || text === '' ? [] : [[attribute.name, text] as const];
    }),
  );
  return [
    toEvent({
      fingerprint: alert.id,
      status,
      severity: toSeverity(attributes['severity'] ?? attributes['priority']),
      title: alert.title ?? `incident.io alert ${alert.id}`,
      description: alert.description,
      labels: {
        ...attributes,
        ...labelsOf({
          type: 'alert',
          deduplication_key: alert.deduplication_key,
          alert_source_id: alert.alert_source_id,
        }),
      },
      url: alert.source_url,
      startedAt: alert.created_at,
      endedAt: status === 'resolved' ? alert.resolved_at : undefined,
    }),
  ];
}

/** Nobody has taken an expired one, so it goes on. */
const escalationStatuses: Readonly<Record<string, AlertStatus>> = {
  pending: 'firing',
  triggered: 'firing',
  expired: 'firing',
  acked: 'acknowledged',
  resolved: 'resolved',
  cancelled: 'resolved',
};

function readEscalation(content: unknown): readonly AlertEvent[] {
  const nested = Escalation.parse(content);
  // Created ones are told without an envelope.
  const {
    escalation,
    actor,
    new_status: told,
  } = nested.escalation.id === undefined ? Escalation.parse({ escalation: content }) : nested;
  if (escalation.id === undefined) return [];
  const status = escalationStatuses[told ?? escalation.status ?? ''] ?? 'firing';
  return [
    toEvent({
      fingerprint: escalation.id,
      status,
      severity: toSeverity(escalation.priority.name),
      title: escalation.title ?? `incident.io escalation ${escalation.id}`,
      labels: labelsOf({
        type: 'escalation',
        priority: escalation.priority.name,
        alert_id: escalation.related_alerts[0]?.id,
        incident: escalation.related_incidents[0]?.reference,
      }),
      actor: actor.user.name ?? actor.workflow.name ?? actor.api_key.name,
      startedAt: escalation.created_at,
      endedAt: status === 'resolved' ? escalation.updated_at : undefined,
    }),
  ];
}
