import { isRecord } from '../../connector-kit/lenient.ts';
import { lastWordOf } from '../../connector-kit/last-word.ts';
import { mapAlerts } from '../../connector-kit/map-alerts.ts';
import type { MappingSettings } from '../../connector-kit/mapping.ts';
import type { AlertEvent } from '../../domain/alert-event.ts';
import type { Payload } from './payload.ts';

/** The alert is in `data`, or is the body itself; the last word of the type says what happened to it. */
export function normalize(body: Payload, settings: MappingSettings): readonly AlertEvent[] {
  const { type, timestamp, data } = body;
  const alert = isRecord(data) || Array.isArray(data) ? data : body;
  return mapAlerts(alert, settings, {
    status: type === undefined ? undefined : lastWordOf(type),
    title: type,
    at: timestamp,
    labels: type === undefined ? {} : { type },
  });
}
