import { labelsOf } from '../../connector-kit/lenient.ts';
import { toEvent } from '../../connector-kit/to-event.ts';
import type { AlertEvent, AlertStatus } from '../../domain/alert-event.ts';
import { toSeverity } from '../../domain/severity.ts';
import type { Payload } from './payload.ts';

/** States of issues, and of the incidents of legacy policies. */
const statusWords: Readonly<Record<string, AlertStatus>> = {
  created: 'firing',
  activated: 'firing',
  open: 'firing',
  acknowledged: 'acknowledged',
  deactivated: 'resolved',
  closed: 'resolved',
};

/** One event: a notification is about one issue. */
export function normalize(payload: Payload): readonly AlertEvent[] {
  return payload.id === undefined
    ? readIncident(payload, payload.incident_id ?? '')
    : readIssue(payload, payload.id);
}

function toStatus(word: string | undefined): AlertStatus {
  return statusWords[word?.toLowerCase() ?? ''] ?? 'firing';
}

function readIssue(payload: Payload, id: string): readonly AlertEvent[] {
  const status = toStatus(payload.state ?? payload.status ?? payload.current_state);
  const { alertConditionNames: conditions, impactedEntities: entities } = payload;
  const condition = conditions.join(', ') || payload.condition_name;
  const title = payload.title ?? payload.issueTitle ?? condition ?? payload.details ?? entities[0];
  return [
    toEvent({
      fingerprint: id,
      status,
      severity: toSeverity(payload.priority ?? payload.severity),
      title: title ?? `New Relic issue ${id}`,
      description: payload.description ?? payload.details,
      labels: labelsOf({
        condition,
        policy: payload.alertPolicyNames.join(', ') || payload.policy_name,
        entity: entities.join(', ') || undefined,
        workflow: payload.workflowName,
      }),
      actor: payload.owner,
      url: payload.issueUrl ?? payload.issuePageUrl,
      startedAt: payload.createdAt ?? (status === 'firing' ? payload.timestamp : undefined),
      endedAt: status === 'resolved' ? (payload.closedAt ?? payload.updatedAt) : undefined,
    }),
  ];
}

function readIncident(payload: Payload, id: string): readonly AlertEvent[] {
  const status = toStatus(payload.current_state ?? payload.state ?? payload.status);
  const { condition_name: condition, policy_name: policy, targets, timestamp } = payload;
  return [
    toEvent({
      fingerprint: `incident:${id}`,
      status,
      severity: toSeverity(payload.severity ?? payload.priority),
      title: condition ?? payload.details ?? `New Relic incident ${id}`,
      description: payload.details,
      labels: {
        ...targets[0]?.labels,
        ...labelsOf({
          condition,
          policy,
          account: payload.account_name,
          entity: targets.flatMap(({ name }) => name ?? []).join(', ') || undefined,
        }),
      },
      actor: payload.owner,
      url: payload.incident_url,
      // The time of the notification: the start only while it opens.
      startedAt: status === 'firing' ? timestamp : undefined,
      endedAt: status === 'resolved' ? timestamp : undefined,
    }),
  ];
}
