import { labelsOf } from '../../connector-kit/lenient.ts';
import { toEvent } from '../../connector-kit/to-event.ts';
import type { AlertEvent, AlertStatus } from '../../domain/alert-event.ts';
import { toSeverity } from '../../domain/severity.ts';
import type { Event, Incident, Message, Payload } from './payload.ts';

/** What an event or a message says about its incident; the rest is news about something else. */
export function normalize({ event, messages }: Payload): readonly AlertEvent[] {
  return event === undefined ? messages.flatMap(readMessage) : readEvent(event);
}

/** Types that change the state; all others leave it as `data.status` says. */
const statusOf: Readonly<Record<string, AlertStatus>> = {
  'incident.triggered': 'firing',
  'incident.reopened': 'firing',
  'incident.acknowledged': 'acknowledged',
  'incident.unacknowledged': 'unacknowledged',
  'incident.resolved': 'resolved',
};

const statusWords: Readonly<Record<string, AlertStatus>> = {
  triggered: 'firing',
  acknowledged: 'acknowledged',
  resolved: 'resolved',
};

function readEvent({
  event_type: type,
  data,
  agent,
  occurred_at: at,
}: Event): readonly AlertEvent[] {
  if (!type.startsWith('incident.')) return [];
  const incident = data.incident.id === undefined ? data : data.incident;
  const actor = agent.summary ?? agent.name;
  const text = data.content ?? data.message;
  if (type === 'incident.annotated' || type === 'incident.status_update_published') {
    return text === undefined ? [] : toEvents(incident, { kind: 'note', actor, text });
  }
  const isEscalation = type === 'incident.escalated';
  const told = statusOf[type] ?? statusWords[incident.status?.toLowerCase() ?? ''];
  // A responder or a conference bridge says nothing of the state: news that must not undo it.
  if (told === undefined) return toEvents(incident, { kind: 'change', actor, isEscalation });
  return toEvents(incident, {
    status: told,
    actor,
    isEscalation,
    startedAt: startOf(incident, type, at),
    endedAt: told === 'resolved' ? at : undefined,
  });
}

/** A reopened incident keeps its old start, which would look like an old message that came late. */
function startOf(incident: Incident, type: string, at: number | undefined): number | undefined {
  if (type === 'incident.reopened') return undefined;
  return incident.created_at ?? (type === 'incident.triggered' ? at : undefined);
}

function readMessage({ event, type, created_on: at, ...message }: Message): readonly AlertEvent[] {
  // Version 1 has it below `data`.
  const incident = message.incident.id === undefined ? message.data.incident : message.incident;
  const status = statusWords[incident.status?.toLowerCase() ?? ''] ?? 'firing';
  const trigger = incident.trigger_summary_data;
  const named = {
    ...incident,
    title: incident.title ?? trigger.subject ?? trigger.description ?? incident.description,
    number: incident.number ?? incident.incident_number,
  };
  return toEvents(named, {
    kind: (event ?? type) === 'incident.annotate' ? 'change' : 'state',
    status,
    actor: incident.last_status_change_by.summary ?? incident.last_status_change_by.name,
    startedAt: incident.created_at ?? incident.created_on,
    endedAt: status === 'resolved' ? at : undefined,
  });
}

function toEvents(incident: Incident, said: Partial<AlertEvent>): readonly AlertEvent[] {
  if (incident.id === undefined) return [];
  const { id, number, service, escalation_policy: policy, priority, urgency } = incident;
  return [
    toEvent({
      fingerprint: id,
      status: 'firing',
      severity: severityOf(incident),
      title: incident.title ?? incident.summary ?? `PagerDuty incident ${number ?? id}`,
      labels: labelsOf({
        incident_number: number,
        incident_key: incident.incident_key,
        service: service.summary ?? service.name,
        escalation_policy: policy.summary ?? policy.name,
        priority: priority.summary ?? priority.name,
        urgency,
        resolve_reason: incident.resolve_reason.type,
      }),
      url: incident.html_url,
      ...said,
    }),
  ];
}

/** Priorities are the account's own words; urgency is always there. */
function severityOf({ priority, urgency }: Incident): AlertEvent['severity'] {
  const byPriority = toSeverity(priority.summary ?? priority.name);
  return byPriority === 'unknown' ? toSeverity(urgency) : byPriority;
}
