import { labelsOf } from '../../connector-kit/lenient.ts';
import { fingerprintOf, toEvent } from '../../connector-kit/to-event.ts';
import type { AlertEvent, Labels, Severity } from '../../domain/alert-event.ts';
import { toSeverity } from '../../domain/severity.ts';
import type { Payload } from './payload.ts';

/** One event: a webhook is called for one notification of one monitor group. */
export function normalize(given: Payload): readonly AlertEvent[] {
  const incident = given.incidentuuid ?? given.incidentpublicid;
  if (incident !== undefined) return [readIncident(given, incident)];
  if (given.securitysignalid !== undefined) return [readSignal(given, given.securitysignalid)];
  return [readMonitor(given)];
}

function readMonitor(given: Payload): AlertEvent {
  const payload = {
    ...given,
    alertid: given.alertid ?? given.monitorid,
    alertscope: given.alertscope ?? given.scopes,
  };
  const title = payload.title ?? payload.eventtitle ?? payload.alerttitle;
  const transition = payload.alerttransition ?? transitionIn(title) ?? '';
  const isResolved =
    /recovered|resolved/i.test(transition) ||
    (transition === '' && payload.alerttype?.toLowerCase() === 'success');
  return toEvent({
    fingerprint: fingerprintFor(payload, title),
    status: isResolved ? 'resolved' : 'firing',
    severity: severityOf(payload, transition, priorityIn(title)),
    title: title ?? `Datadog monitor ${payload.alertid ?? payload.id ?? ''}`.trim(),
    description:
      payload.textonlymsg ??
      payload.eventmsg ??
      payload.body ??
      payload.text ??
      payload.alertstatus,
    labels: labelsFor(payload),
    actor: payload.username ?? payload.user,
    url: payload.link ?? payload.url,
    // The time of this notification: the start only when it is the first one of the cycle.
    startedAt: /^triggered/i.test(transition) ? payload.date : undefined,
    endedAt: isResolved ? (payload.date ?? payload.lastupdated) : undefined,
    startedBefore: isResolved ? payload.date : undefined,
  });
}

/** Its states are active, stable and resolved; what is stable still goes on. */
function readIncident(payload: Payload, id: string): AlertEvent {
  const isResolved = /^(?:resolved|completed)$/i.test(payload.incidentstatus ?? '');
  return toEvent({
    fingerprint: `incident:${id}`,
    status: isResolved ? 'resolved' : 'firing',
    severity: toSeverity(payload.incidentseverity),
    title: payload.incidenttitle ?? payload.title ?? `Datadog incident ${id}`,
    description: payload.incidentmsg ?? payload.body,
    labels: { ...labelsFor(payload), ...labelsOf({ incident: payload.incidentpublicid ?? id }) },
    actor: payload.username ?? payload.user,
    url: payload.incidenturl ?? payload.link ?? payload.url,
    endedAt: isResolved ? (payload.date ?? payload.lastupdated) : undefined,
  });
}

/** A signal is news of what happened once; nothing is said when it is over. */
function readSignal(payload: Payload, id: string): AlertEvent {
  return toEvent({
    fingerprint: `signal:${id}`,
    status: 'firing',
    severity: toSeverity(payload.securitysignalseverity),
    title:
      payload.securitysignaltitle ??
      payload.securityrulename ??
      payload.title ??
      `Datadog signal ${id}`,
    description: payload.securitysignalmsg ?? payload.body,
    labels: { ...labelsFor(payload), ...labelsOf({ rule: payload.securityrulename }) },
    url: payload.link ?? payload.url,
    startedAt: payload.date,
  });
}

/**
 * `[P2] [Triggered on {host:db1}] Disk is full` of the default body, which has no such fields. The
 * priority is there when the monitor has one.
 */
const TITLE =
  /^(?:\[(p[1-5])\]\s*)?\[((?:re-)?(?:triggered|warn|no data|recovered|resolved|renotify))\b([^\]]*)\]\s*/i;

function priorityIn(title: string | undefined): string | undefined {
  return TITLE.exec(title ?? '')?.[1];
}

function transitionIn(title: string | undefined): string | undefined {
  return TITLE.exec(title ?? '')?.[2];
}

/**
 * The cycle key lasts from trigger to recovery. The default body has only an event id, which is
 * another one in each notification: what its title says beside the transition stays the same.
 */
function fingerprintFor(payload: Payload, title: string | undefined): string {
  const { alertcyclekey, aggregkey, alertid, alertscope, id, org } = payload;
  const key = alertcyclekey ?? aggregkey;
  if (key !== undefined) return key;
  if (alertid !== undefined) return alertscope === undefined ? alertid : `${alertid}:${alertscope}`;
  if (title !== undefined && TITLE.test(title)) {
    return fingerprintOf([org.id ?? '', title.replace(TITLE, '$3 ').trim()]);
  }
  return id ?? fingerprintOf([org.id ?? '', title ?? '']);
}

function severityOf(payload: Payload, transition: string, priority: string | undefined): Severity {
  const byPriority = toSeverity(
    payload.alertpriority ?? payload.severity ?? priority ?? payload.priority,
  );
  if (byPriority !== 'unknown') return byPriority;
  return /warn/i.test(transition) ? 'warning' : toSeverity(payload.alerttype);
}

/** Datadog keeps fewer than this on anything; a body with more is not about them. */
const MAX_TAGS = 200;

/** `env:prod,team:web` becomes labels; a tag without a value is its own. */
function labelsFor(payload: Payload): Labels {
  const tags = payload.tags
    .slice(0, MAX_TAGS)
    .flatMap((text) => text.split(',', MAX_TAGS).map((tag) => tag.trim()))
    .slice(0, MAX_TAGS);
  const pairs = tags
    .filter((tag) => tag !== '')
    .map((tag) => {
      const [name = tag, ...rest] = tag.split(':');
      return [name, rest.length === 0 ? tag : rest.join(':')] as const;
    });
  return {
    ...Object.fromEntries(pairs),
    ...labelsOf({
      host: payload.hostname ?? payload.host,
      monitor: payload.alertid,
      scope: payload.alertscope,
      metric: payload.alertmetric,
      event_type: payload.eventtype,
      organization: payload.org.name,
    }),
  };
}
