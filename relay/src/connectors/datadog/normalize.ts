import { labelsOf } from '../../connector-kit/lenient.ts';
import { fingerprintOf, toEvent } from '../../connector-kit/to-event.ts';
import type { AlertEvent, Labels, Severity } from '../../domain/alert-event.ts';
import { toSeverity } from '../../domain/severity.ts';
import type { Payload } from './payload.ts';

/** One event: a webhook is called for one notification of one monitor group. */
export function normalize(given: Payload): readonly AlertEvent[] {
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
  return [
    toEvent({
      fingerprint: fingerprintFor(payload, title),
      status: isResolved ? 'resolved' : 'firing',
      severity: severityOf(payload, transition),
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
    }),
  ];
}

/** `[Triggered on {host:db1}] Disk is full` of the default body, which has no such field. */
const TITLE = /^\[((?:re-)?(?:triggered|warn|no data|recovered|resolved|renotify))\b([^\]]*)\]\s*/i;

function transitionIn(title: string | undefined): string | undefined {
  return TITLE.exec(title ?? '')?.[1];
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
    return fingerprintOf([org.id ?? '', title.replace(TITLE, '$2 ').trim()]);
  }
  return id ?? fingerprintOf([org.id ?? '', title ?? '']);
}

function severityOf(payload: Payload, transition: string): Severity {
  const byPriority = toSeverity(payload.alertpriority ?? payload.severity);
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
