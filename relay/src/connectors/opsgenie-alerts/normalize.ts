import { labelsOf } from '../../connector-kit/lenient.ts';
import { fingerprintOf, toEvent, withNote } from '../../connector-kit/to-event.ts';
import type { AlertEvent, AlertStatus, EventKind } from '../../domain/alert-event.ts';
import { toSeverity } from '../../domain/severity.ts';
import type { Payload, Sent } from './payload.ts';

/** Actions that change the state. All others are news about an alert that is as it was. */
const stateActions: Readonly<Record<string, AlertStatus>> = {
  create: 'firing',
  acknowledge: 'acknowledged',
  unacknowledge: 'unacknowledged',
  snooze: 'silenced',
  close: 'resolved',
  delete: 'resolved',
};

/** One event: a request is about one alert. */
export function normalize({ identifier, action, sent }: Payload): readonly AlertEvent[] {
  const status = stateActions[action] ?? 'firing';
  const name = identifier ?? sent.alias ?? fingerprintOf([sent.message ?? '', sent.details]);
  const event = toEvent({
    kind: kindOf(action),
    fingerprint: name,
    status,
    // A request that changes one thing says nothing of the others.
    severity: toSeverity(sent.priority),
    title: sent.message ?? `Opsgenie alert ${name}`,
    description: sent.description,
    labels: labelsFor(sent),
    actor: sent.user,
    url: linkOf(sent),
  });
  return event.kind === 'note' ? [{ ...event, text: sent.note }] : withNote(event, sent.note);
}

function kindOf(action: string): EventKind {
  if (action === 'notes') return 'note';
  if (action === 'delete') return 'deleted';
  return stateActions[action] === undefined ? 'change' : 'state';
}

/** Alertmanager names itself as the source, with its address. */
function linkOf({ source }: Sent): string | undefined {
  return source !== undefined && /^https?:\/\/\S+$/.test(source) ? source : undefined;
}

function labelsFor({ details, alias, entity, source, priority, tags }: Sent): AlertEvent['labels'] {
  return {
    ...details,
    ...labelsOf({ alias, entity, source, priority }),
    ...(tags.length === 0 ? {} : { tags: tags.join(', ') }),
  };
}
