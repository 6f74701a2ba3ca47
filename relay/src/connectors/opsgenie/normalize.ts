import { labelsOf } from '../../connector-kit/lenient.ts';
import { toEvent, withNote } from '../../connector-kit/to-event.ts';
import type { AlertEvent, AlertStatus, EventKind, Labels } from '../../domain/alert-event.ts';
import { toSeverity } from '../../domain/severity.ts';
import type { Alert, Payload } from './payload.ts';

/** Actions that change the state. All others are news about an alert that is as it was. */
const stateActions: Readonly<Record<string, AlertStatus>> = {
  create: 'firing',
  acknowledge: 'acknowledged',
  unacknowledge: 'unacknowledged',
  snooze: 'silenced',
  snoozeended: 'unsilenced',
  close: 'resolved',
  delete: 'resolved',
};

/** The webhook posts one action on one alert, perhaps with a note. */
export function normalize({ action, alert, escalationName }: Payload): readonly AlertEvent[] {
  const word = action.toLowerCase();
  const status = stateActions[word] ?? 'firing';
  const event = toEvent({
    kind: kindOf(word),
    fingerprint: alert.alertId,
    status,
    severity: toSeverity(priorityOf(alert)),
    title: alert.message ?? `Opsgenie alert ${alert.tinyId ?? alert.alertId}`,
    description: alert.description,
    labels: labelsFor(alert, escalationName),
    actor: alert.username,
    isEscalation: word.startsWith('escalate'),
    // The team's later addition fires "Create" again: the same start makes it a repeat.
    startedAt: alert.createdAt,
    endedAt: status === 'resolved' ? alert.updatedAt : undefined,
  });
  return event.kind === 'note' ? [{ ...event, text: alert.note }] : withNote(event, alert.note);
}

function kindOf(word: string): EventKind {
  if (word === 'addnote') return 'note';
  if (word === 'delete') return 'deleted';
  return stateActions[word] === undefined ? 'change' : 'state';
}

/** Seen as `P2` and as the bare number. */
function priorityOf({ priority }: Alert): string | undefined {
  return priority !== undefined && /^[1-5]$/.test(priority) ? `P${priority}` : priority;
}

function labelsFor(alert: Alert, escalation: string | undefined): Labels {
  const { alias, tinyId, entity, source, tags, details } = alert;
  return {
    ...details,
    ...labelsOf({ alias, tinyId, entity, source, escalation, priority: priorityOf(alert) }),
    ...(tags.length === 0 ? {} : { tags: tags.join(', ') }),
  };
}
