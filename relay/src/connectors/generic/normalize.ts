import { mapAlerts } from '../../connector-kit/map-alerts.ts';
import type { AlertEvent } from '../../domain/alert-event.ts';
import type { Payload } from './payload.ts';
import type { Settings } from './settings.ts';

export function normalize(payload: Payload, settings: Settings): readonly AlertEvent[] {
  return mapAlerts(payload, settings);
}
