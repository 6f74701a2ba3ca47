import type { Delivery } from '../../connector-kit/connector.ts';
import { toUrl } from '../../connector-kit/lenient.ts';
import { toEvent } from '../../connector-kit/to-event.ts';
import type { AlertEvent } from '../../domain/alert-event.ts';
import { toSeverity } from '../../domain/severity.ts';
import { toCanonicalJson } from '../../lib/canonical-json.ts';
import { sha256Hex } from '../../lib/digest.ts';
import type { Alert, Payload } from './payload.ts';

/**
 * One event for each alert. A group says "firing" while some of its members are already resolved, so
 * the group's own status is read only for an alert that has none.
 */
export function normalize(
  { alerts, groupLabels, status }: Payload,
  { receivedAt }: Pick<Delivery, 'receivedAt'>,
): readonly AlertEvent[] {
  const groupKey = groupLabels === undefined ? undefined : toCanonicalJson(groupLabels);
  return alerts.map((alert) =>
    toAlertEvent(
      { ...alert, status: alert.status ?? status ?? statusBy(alert, receivedAt) },
      groupKey,
    ),
  );
}

/** Prometheus says no status: an alert that goes on ends some minutes from now, one that is over has ended. */
function statusBy({ endsAt }: Alert, now: number): string {
  return endsAt !== undefined && endsAt <= now ? 'resolved' : 'firing';
}

function toAlertEvent(alert: Alert, groupKey: string | undefined): AlertEvent {
  const { labels, annotations } = alert;
  const isResolved = alert.status?.toLowerCase() === 'resolved';
  return toEvent({
    fingerprint: alert.fingerprint ?? sha256Hex(toCanonicalJson(labels)).slice(0, 16),
    groupKey,
    status: isResolved ? 'resolved' : 'firing',
    severity: toSeverity(labels['severity'] ?? labels['priority']),
    title: annotations['summary'] ?? annotations['title'] ?? toTitle(labels),
    description: annotations['description'] ?? annotations['message'],
    labels,
    annotations,
    url: toUrl(annotations['runbook_url']) ?? alert.generatorURL,
    startedAt: alert.startsAt,
    // A firing alert carries Go's zero time, the year 1.
    endedAt: isResolved ? alert.endsAt : undefined,
  });
}

function toTitle(labels: Readonly<Record<string, string>>): string {
  const name = labels['alertname'] ?? 'Alert';
  const where = labels['instance'] ?? labels['job'] ?? labels['service'];
  return where === undefined ? name : `${name} on ${where}`;
}
