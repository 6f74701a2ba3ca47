import { labelsOf } from '../../connector-kit/lenient.ts';
import { toEvent } from '../../connector-kit/to-event.ts';
import type { AlertEvent } from '../../domain/alert-event.ts';
import { toSeverity } from '../../domain/severity.ts';
import type { Alert, Payload } from './payload.ts';

/** One event for each alert of the list, or for the one that the body is about. */
export function normalize(payload: Payload): readonly AlertEvent[] {
  return payload.alerts.length === 0
    ? [toAlertEvent(merged(payload), payload)]
    : payload.alerts.map((alert) => toAlertEvent(alert, payload));
}

/** The variables stand under `alert` and `context`, or flat. What is absent must not hide what is there. */
function merged({ alert, context, ...flat }: Payload): Alert {
  return {
    ...flat,
    ...withoutAbsent(context),
    ...withoutAbsent(alert),
    id: alert.id ?? flat.alertid,
  };
}

function withoutAbsent(alert: Alert): Partial<Alert> {
  return Object.fromEntries(Object.entries(alert).filter(([, value]) => value !== undefined));
}

const recoveredWords = new Set(['recovered', 'resolved', 'ok', 'inactive', 'untracked']);

function toAlertEvent(alert: Alert, payload: Payload): AlertEvent {
  const { rule } = payload;
  const ruleName = payload.rulename ?? rule.name;
  const id = alert.id ?? alert.alertid;
  // A name can be given twice, and is better than nothing.
  const ruleId =
    payload.ruleid ?? rule.id ?? ruleName ?? (id === undefined ? alert.title : '') ?? '';
  const word = alert.actiongroup ?? alert.actiongroupname ?? alert.status ?? '';
  const isRecovered = recoveredWords.has(word.toLowerCase());
  const tags = payload.tags.length > 0 ? payload.tags : rule.tags;
  return toEvent({
    // Alert ids are groups such as a host name: unique within their rule only.
    fingerprint: id === undefined || id === ruleId ? ruleId : `${ruleId}:${id}`,
    status: isRecovered ? 'resolved' : 'firing',
    // Some rules name their degrees in the action group.
    severity: toSeverity(alert.severity ?? word.replace(/^.*\.(?=[a-z]+$)/, '')),
    title: alert.title ?? titleOf(ruleName, id, ruleId),
    description: alert.reason ?? alert.message,
    labels: labelsOf({
      rule: ruleName,
      alert: id,
      host: alert.host,
      space: payload.space ?? rule.spaceid,
      tags: tags.join(', ') || undefined,
    }),
    url: alert.url ?? payload.ruleurl ?? rule.url,
    // The date of the variables is that of the action, so it is not read.
    startedAt: alert.startedat,
    endedAt: isRecovered ? alert.endedat : undefined,
  });
}

function titleOf(rule: string | undefined, id: string | undefined, ruleId: string): string {
  const name = rule ?? 'Kibana alert';
  return id === undefined || id === ruleId || id === '*' ? name : `${name}: ${id}`;
}
