import { labelsOf } from '../../connector-kit/lenient.ts';
import { fingerprintOf, toEvent } from '../../connector-kit/to-event.ts';
import type { AlertEvent, AlertStatus, Labels } from '../../domain/alert-event.ts';
import { toSeverity } from '../../domain/severity.ts';
import { toCanonicalJson } from '../../lib/canonical-json.ts';
import type { Alert, Payload } from './payload.ts';

/** One event for each alert: the group says "firing" while some of its members are resolved. */
export function normalize(payload: Payload): readonly AlertEvent[] {
  const { alerts, ruleId, ruleName } = payload;
  if (alerts.length > 0) return alerts.map((alert) => toAlertEvent(alert, payload));
  return [(ruleId ?? ruleName) === undefined ? toTitledEvent(payload) : toRuleEvent(payload)];
}

/** `[FIRING:2, RESOLVED:1] Disk full` of the default title. */
const COUNTS = /^\[[A-Z]+(?::\d+)?(?:, ?[A-Z]+(?::\d+)?)*\]\s*/;

/** A payload template may leave nothing but title, state and message: the title is the alert then. */
function toTitledEvent({ title = 'Alert', status, state, message, externalURL }: Payload) {
  const word = (status ?? state ?? (/^\[RESOLVED\b/.test(title) ? 'resolved' : '')).toLowerCase();
  return toEvent({
    fingerprint: fingerprintOf([title.replace(COUNTS, '')]),
    status: word === 'resolved' || word === 'ok' ? 'resolved' : 'firing',
    title,
    description: message,
    url: externalURL,
  });
}

function toAlertEvent(alert: Alert, payload: Payload): AlertEvent {
  const { groupLabels } = payload;
  const { labels, annotations } = alert;
  // `state` is not read: in test notifications it contradicts `status` (wire-formats.md).
  const isResolved = (alert.status ?? payload.status)?.toLowerCase() === 'resolved';
  return toEvent({
    fingerprint: alert.fingerprint ?? fingerprintOf(labels),
    groupKey: groupLabels === undefined ? undefined : toCanonicalJson(groupLabels),
    status: isResolved ? 'resolved' : 'firing',
    severity: toSeverity(labels['severity'] ?? labels['priority']),
    title:
      annotations['summary'] ?? annotations['title'] ?? titleOf(labels) ?? payload.title ?? 'Alert',
    description: annotations['description'] ?? annotations['message'],
    labels,
    annotations: { ...annotations, ...linksOf(alert) },
    url: alert.generatorURL ?? alert.panelURL ?? alert.dashboardURL ?? payload.externalURL,
    startedAt: alert.startsAt,
    endedAt: isResolved ? alert.endsAt : undefined,
  });
}

/** `values` and `valueString` stay out: they differ each time, and a repeat would be news for ever. */
function linksOf({ silenceURL, dashboardURL, panelURL, imageURL }: Alert): Labels {
  return labelsOf({ silenceURL, dashboardURL, panelURL, imageURL });
}

function titleOf(labels: Labels): string | undefined {
  const name = labels['alertname'];
  const where = labels['instance'] ?? labels['job'] ?? labels['service'];
  return name === undefined || where === undefined ? name : `${name} on ${where}`;
}

/** A pending rule has not made up its mind, a paused one is not looked at. */
const ruleStates: Readonly<Record<string, AlertStatus>> = {
  alerting: 'firing',
  no_data: 'firing',
  ok: 'resolved',
  paused: 'silenced',
};

/** Legacy alerting, before Grafana 11: one rule, no group, no times. */
function toRuleEvent(payload: Payload): AlertEvent {
  const { ruleId, ruleName, ruleUrl, imageUrl, state, title, message } = payload;
  const known = ruleStates[state?.toLowerCase() ?? ''];
  return toEvent({
    fingerprint: `rule:${ruleId ?? ruleName ?? ''}`,
    kind: known === undefined && state !== undefined ? 'change' : 'state',
    status: known ?? 'firing',
    title: ruleName ?? title ?? 'Alert',
    description: message,
    labels: labelsOf({ ruleId, ruleName }),
    annotations: labelsOf({ imageURL: imageUrl }),
    url: ruleUrl,
  });
}
