import { type AlertEvent, type AlertStatus, alertStatuses } from '../domain/alert-event.ts';
import { toSeverity } from '../domain/severity.ts';
import { toLabels, toText, toUrl } from './lenient.ts';
import type { MappingSettings } from './mapping.ts';
import { fingerprintOf, toEvent } from './to-event.ts';
import { toTime } from './to-time.ts';

/** What an envelope around the alert says, for where the alert itself says nothing. */
interface Envelope {
  readonly fingerprint?: string | undefined;
  readonly status?: string | undefined;
  readonly title?: string | undefined;
  readonly at?: number | undefined;
  readonly labels?: AlertEvent['labels'];
}

/** Reads alerts wherever the mapping says they are. A part that is missing is left out, never invented. */
export function mapAlerts(
  payload: unknown,
  settings: MappingSettings,
  envelope: Envelope = {},
): readonly AlertEvent[] {
  const { alerts } = settings.mapping;
  const found = alerts === undefined ? payload : valueAt(payload, alerts);
  const list: readonly unknown[] = Array.isArray(found) ? found : [found];
  return list.map((alert) => mapAlert(alert, settings, envelope));
}

function mapAlert(
  alert: unknown,
  { mapping, statuses }: MappingSettings,
  envelope: Envelope,
): AlertEvent {
  const text = (path: string): string | undefined => toText(valueAt(alert, path));
  const status = toStatus(text(mapping.status) ?? envelope.status, statuses);
  const own = toLabels(valueAt(alert, mapping.labels));
  const description = text(mapping.description);
  const title = text(mapping.title) ?? description?.split('\n')[0] ?? envelope.title ?? 'Alert';
  const startedAt = toTime(valueAt(alert, mapping.startedAt));
  const endedAt = toTime(valueAt(alert, mapping.endedAt));
  return toEvent({
    fingerprint: text(mapping.fingerprint) ?? envelope.fingerprint ?? fingerprintOf([title, own]),
    groupKey: text(mapping.group),
    status,
    severity: toSeverity(text(mapping.severity)),
    title,
    description,
    labels: { ...envelope.labels, ...own },
    actor: text(mapping.actor),
    url: toUrl(text(mapping.url)),
    startedAt,
    endedAt: endedAt ?? (status === 'resolved' ? envelope.at : undefined),
  });
}

/** A status that we do not know is a firing: an alert too many is better than one that is lost. */
function toStatus(word: string | undefined, statuses: MappingSettings['statuses']): AlertStatus {
  const wanted = word?.trim().toLowerCase() ?? '';
  const [found = 'firing'] = alertStatuses
    .toReversed()
    .filter((status) => statuses[status].some((known) => known.toLowerCase() === wanted));
  return found;
}

/** Own properties only, so that a path cannot reach a prototype. */
function valueAt(value: unknown, path: string): unknown {
  let current: unknown = value;
  for (const name of path.split('.')) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, name)) {
      return undefined;
    }
    current = new Map(Object.entries(current)).get(name);
  }
  return current;
}
