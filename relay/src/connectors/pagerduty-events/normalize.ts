import { labelsOf } from '../../connector-kit/lenient.ts';
import { fingerprintOf, toEvent } from '../../connector-kit/to-event.ts';
import type { AlertEvent, AlertStatus } from '../../domain/alert-event.ts';
import { toSeverity } from '../../domain/severity.ts';
import { CHANGE, type Payload } from './payload.ts';

const statusOf: Readonly<Record<Exclude<Payload['event_action'], typeof CHANGE>, AlertStatus>> = {
  trigger: 'firing',
  acknowledge: 'acknowledged',
  resolve: 'resolved',
};

/** One event, one alert. */
export function normalize(event: Payload): readonly AlertEvent[] {
  const { event_action: action, payload, links, client } = event;
  if (action === CHANGE) return [];
  const { summary, source, severity, timestamp, component, group, class: kind } = payload;
  const key = toDedupKey(event);
  return [
    toEvent({
      fingerprint: key,
      status: statusOf[action],
      severity: toSeverity(severity),
      title: summary ?? `Alert ${key}`,
      labels: {
        ...payload.custom_details,
        ...labelsOf({ source, component, group, class: kind, client }),
      },
      url: event.client_url ?? links[0]?.href,
      // PagerDuty's clients send no start with the end; the time of a trigger is when it began.
      startedAt: action === 'trigger' ? timestamp : undefined,
      endedAt: action === 'resolve' ? timestamp : undefined,
    }),
  ];
}

/** PagerDuty invents a key where none is given; ours comes from the event, so that a retry finds it again. */
export function toDedupKey(event: Payload): string {
  return event.dedup_key ?? fingerprintOf(event);
}
