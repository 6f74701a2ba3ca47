import { labelsOf } from '../../connector-kit/lenient.ts';
import { toEvent } from '../../connector-kit/to-event.ts';
import type { AlertEvent, AlertStatus } from '../../domain/alert-event.ts';
import { toSeverity } from '../../domain/severity.ts';
import type { Payload } from './payload.ts';

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

/** One event: each request is about one alert group. */
export function normalize(payload: Payload): readonly AlertEvent[] {
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
