import { lastWordOf } from '../../connector-kit/last-word.ts';
import { readBody } from '../../connector-kit/read-body.ts';
import { mapAlerts } from '../../connector-kit/map-alerts.ts';
import type { MappingSettings } from '../../connector-kit/mapping.ts';
import type { AlertEvent } from '../../domain/alert-event.ts';
import type { Event, Payload } from './payload.ts';

export function normalize(payload: Payload, settings: MappingSettings): readonly AlertEvent[] {
  const events = Array.isArray(payload) ? payload : [payload];
  return events.flatMap((event) => readEvent(event, settings));
}

/** The data is the alert; what it leaves open, the attributes say. */
function readEvent(event: Event, settings: MappingSettings): readonly AlertEvent[] {
  const { type, source, subject, time } = event;
  return mapAlerts(dataOf(event), settings, {
    fingerprint: nameOf(event),
    status: lastWordOf(type),
    title: subject ?? type,
    at: time,
    labels: { type, source, ...(subject === undefined ? {} : { subject }) },
  });
}

/** What the event is about. One that names no subject is about nothing but itself. */
function nameOf({ source, subject, id }: Event): string {
  return `${source} ${subject ?? id}`;
}

function dataOf({ data, data_base64: encoded }: Event): unknown {
  if (encoded === undefined) return data;
  const decoded = readBody(Buffer.from(encoded, 'base64'));
  return decoded.kind === 'json' ? decoded.json : undefined;
}
