import { toEvent } from '../../../relay/src/connector-kit/to-event.ts';
import type { AlertEvent, AlertStatus } from '../../../relay/src/domain/alert-event.ts';
import { toSeverity } from '../../../relay/src/domain/severity.ts';
import type { Payload } from './payload.ts';

const statusWords: Readonly<Record<string, AlertStatus>> = {
  open: 'firing',
  acknowledged: 'acknowledged',
  closed: 'resolved',
};

/** One event: a request is about one alert. */
export function normalize(payload: Payload): readonly AlertEvent[] {
  const { id = '' } = payload;
  // An unknown state counts as firing: an alert too many is better than one that is lost.
  const status = statusWords[payload.state?.toLowerCase() ?? ''] ?? 'firing';
  return [
    toEvent({
      fingerprint: id,
      status,
      severity: toSeverity(payload.severity),
      title: payload.title ?? `Example Tool alert ${id}`,
      description: payload.message,
      labels: payload.labels,
      url: payload.link,
      startedAt: payload.started_at,
      endedAt: status === 'resolved' ? payload.ended_at : undefined,
    }),
  ];
}
