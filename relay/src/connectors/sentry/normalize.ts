import { isRecord, labelsOf } from '../../connector-kit/lenient.ts';
import { toEvent } from '../../connector-kit/to-event.ts';
import type { AlertEvent, AlertStatus } from '../../domain/alert-event.ts';
import { toSeverity } from '../../domain/severity.ts';
import { Data, type Issue, type Occurrence, type Payload } from './payload.ts';

/** What is in `data` tells what the request is about, so the resource header is not needed. */
export function normalize(payload: Payload): readonly AlertEvent[] {
  if (!isRecord(payload.data)) return readPlugin(payload);
  const data = Data.parse(payload.data);
  const action = payload.action?.toLowerCase() ?? '';
  const actor = payload.actor.name;
  if (data.metric_alert.id !== undefined)
    return readMetricAlert(action, data, data.metric_alert.id);
  if (data.issue.id !== undefined) return readIssue(action, data.issue, data.issue.id, actor);
  if (data.comment !== undefined) return readComment(action, data, actor);
  return [
    ...readOccurrence(data.event, data.triggered_rule),
    ...readOccurrence(data.error, undefined),
  ];
}

/** Issues and metric alerts are counted apart, so their numbers can be equal. */
const issueName = (id: string): string => `issue:${id}`;

/** Sentry calls archived what it called ignored. */
const issueActions: Readonly<Record<string, AlertStatus>> = {
  created: 'firing',
  unresolved: 'firing',
  resolved: 'resolved',
  ignored: 'silenced',
  archived: 'silenced',
};

/** An activity alert is "triggered", whatever was done to its issue. */
const issueStates: Readonly<Record<string, AlertStatus>> = {
  unresolved: 'firing',
  resolved: 'resolved',
  ignored: 'silenced',
};

/** Only what was archived escalates: that is the end of a silence. */
function statusOf(action: string, { status, substatus }: Issue): AlertStatus | undefined {
  const told = action === 'triggered' ? issueStates[status ?? ''] : issueActions[action];
  return told === 'firing' && substatus === 'escalating' ? 'unsilenced' : told;
}

function readIssue(
  action: string,
  issue: Issue,
  id: string,
  actor: string | undefined,
): readonly AlertEvent[] {
  const status = statusOf(action, issue);
  const isAgain = action === 'unresolved' || issue.substatus === 'regressed';
  return [
    toEvent({
      // An assignment and whatever comes later leave the state as it is.
      kind: status === undefined ? 'change' : 'state',
      fingerprint: issueName(id),
      status: status ?? 'firing',
      severity: toSeverity(issue.level),
      title: issue.title ?? `Sentry issue ${issue.shortId ?? id}`,
      description: issue.culprit,
      labels: labelsOf({
        issue: issue.shortId,
        project: issue.project.slug ?? issue.project.name,
        level: issue.level,
        platform: issue.platform,
      }),
      actor,
      url: issue.web_url ?? issue.permalink ?? issue.url,
      // A regression keeps its old start, which would look like an old message that came late.
      startedAt: isAgain ? undefined : issue.firstSeen,
      endedAt: undefined,
    }),
  ];
}

function readMetricAlert(action: string, data: Data, id: string): readonly AlertEvent[] {
  const { metric_alert: alert, description_text: description } = data;
  const isResolved = action === 'resolved';
  return [
    toEvent({
      fingerprint: `metric-alert:${id}`,
      status: isResolved ? 'resolved' : 'firing',
      severity: isResolved ? 'unknown' : toSeverity(action),
      title: data.description_title ?? alert.title ?? alert.alert_rule.name ?? `Sentry alert ${id}`,
      description,
      labels: labelsOf({ rule: alert.alert_rule.name, environment: alert.alert_rule.environment }),
      url: data.web_url,
      startedAt: alert.date_started,
      endedAt: isResolved ? alert.date_closed : undefined,
    }),
  ];
}

function readOccurrence(event: Occurrence, rule: string | undefined): readonly AlertEvent[] {
  const id = event.issue_id ?? issueIn(event.issue_url) ?? issueIn(event.web_url);
  if (id === undefined) return [];
  return [
    toEvent({
      fingerprint: issueName(id),
      status: 'firing',
      severity: toSeverity(event.level),
      title: event.title ?? event.message ?? `Sentry issue ${id}`,
      description: event.culprit,
      labels: labelsOf({
        rule,
        environment: event.environment,
        level: event.level,
        platform: event.platform,
      }),
      url: event.web_url ?? event.issue_url,
    }),
  ];
}

/** `https://sentry.io/api/0/issues/1638844654/`: some releases leave out `issue_id`. */
function issueIn(address: string | undefined): string | undefined {
  return /\/issues\/(\d+)(?:\/|\?|$)/.exec(address ?? '')?.[1];
}

function readComment(
  action: string,
  { issue_id: id, comment, project_slug: project }: Data,
  actor: string | undefined,
): readonly AlertEvent[] {
  if (id === undefined || action === 'deleted') return [];
  return [
    toEvent({
      kind: 'note',
      fingerprint: issueName(id),
      status: 'firing',
      title: `Sentry issue ${id}`,
      labels: labelsOf({ project }),
      actor,
      text: comment,
    }),
  ];
}

/** It tells of occurrences only; nothing is said when the issue ends. */
function readPlugin(payload: Payload): readonly AlertEvent[] {
  const { id, message, level, culprit, url, project_slug: project, event } = payload;
  if (id === undefined) return [];
  return [
    toEvent({
      fingerprint: issueName(id),
      status: 'firing',
      severity: toSeverity(level ?? event.level),
      title: event.title ?? message ?? `Sentry issue ${id}`,
      description: message ?? culprit,
      labels: labelsOf({ project, level, environment: event.environment, culprit }),
      url,
    }),
  ];
}
