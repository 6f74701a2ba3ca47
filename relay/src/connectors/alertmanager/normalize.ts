import { toUrl } from '../../connector-kit/lenient.ts';
import { toTime } from '../../connector-kit/to-time.ts';
import type { AlertEvent } from '../../domain/alert-event.ts';
import { toSeverity } from '../../domain/severity.ts';
import { toCanonicalJson } from '../../lib/canonical-json.ts';
import { sha256Hex } from '../../lib/digest.ts';
import type { Alert, Payload } from './payload.ts';

/**
 * One event for each alert. A group says "firing" while some of its members are already resolved, so
 * the group's own status is never read.
 */
export function normalize(payload: Payload): readonly AlertEvent[] {
  const groupKey = toCanonicalJson(payload.groupLabels);
  return payload.alerts.map((alert) => toEvent(alert, groupKey));
}

function toEvent(alert: Alert, groupKey: string): AlertEvent {
  const { labels, annotations } = alert;
  return {
    kind: 'state',
    fingerprint: alert.fingerprint ?? sha256Hex(toCanonicalJson(labels)).slice(0, 16),
    groupKey,
    status: alert.status,
    severity: toSeverity(labels['severity'] ?? labels['priority']),
    title: annotations['summary'] ?? annotations['title'] ?? toTitle(labels),
    description: annotations['description'] ?? annotations['message'] ?? '',
    labels,
    annotations,
    actor: undefined,
    text: undefined,
    url: toUrl(annotations['runbook_url']) ?? toUrl(alert.generatorURL),
    startedAt: Date.parse(alert.startsAt),
    // A firing alert carries Go's zero time, the year 1.
    endedAt: alert.status === 'resolved' ? toTime(alert.endsAt) : undefined,
  };
}

function toTitle(labels: Readonly<Record<string, string>>): string {
  const name = labels['alertname'] ?? 'Alert';
  const where = labels['instance'] ?? labels['job'] ?? labels['service'];
  return where === undefined ? name : `${name} on ${where}`;
}
