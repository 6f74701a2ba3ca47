import type { AlertEvent, AlertStatus } from '../../domain/alert-event.ts';
import { toLabels, toText, toUrl } from '../../connector-kit/lenient.ts';
import { toTime } from '../../connector-kit/to-time.ts';
import { toSeverity } from '../../domain/severity.ts';
import { toCanonicalJson } from '../../lib/canonical-json.ts';
import { sha256Hex } from '../../lib/digest.ts';
import type { Payload } from './payload.ts';
import type { Mapping, Settings, StatusWords } from './settings.ts';

/** Reads alerts wherever the mapping says they are. A part that is missing is left out, never invented. */
export function normalize(payload: Payload, settings: Settings): readonly AlertEvent[] {
  return alertsOf(payload, settings.mapping).map((alert) => toEvent(alert, settings));
}

function alertsOf(payload: Payload, mapping: Mapping): readonly unknown[] {
  const found = mapping.alerts === undefined ? payload : valueAt(payload, mapping.alerts);
  return Array.isArray(found) ? found : [found];
}

function toEvent(alert: unknown, { mapping, statuses }: Settings): AlertEvent {
  const text = (path: string): string | undefined => toText(valueAt(alert, path));
  const status = toStatus(text(mapping.status), statuses);
  const labels = toLabels(valueAt(alert, mapping.labels));
  const title = text(mapping.title) ?? text(mapping.description)?.split('\n')[0] ?? 'Alert';
  return {
    kind: 'state',
    fingerprint:
      text(mapping.fingerprint) ?? sha256Hex(toCanonicalJson([title, labels])).slice(0, 32),
    groupKey: text(mapping.group),
    status,
    severity: toSeverity(text(mapping.severity)),
    title,
    description: text(mapping.description) ?? '',
    labels,
    annotations: {},
    actor: text(mapping.actor),
    text: undefined,
    url: toUrl(text(mapping.url)),
    startedAt: toTime(valueAt(alert, mapping.startedAt)),
    endedAt: toTime(valueAt(alert, mapping.endedAt)),
  };
}

/** A status that we do not know is a firing: an alert too many is better than one that is lost. */
function toStatus(word: string | undefined, statuses: StatusWords): AlertStatus {
  const wanted = word?.trim().toLowerCase() ?? '';
  const is = (words: readonly string[]): boolean =>
    words.some((known) => known.toLowerCase() === wanted);
  if (is(statuses.resolved)) return 'resolved';
  return is(statuses.acknowledged) ? 'acknowledged' : 'firing';
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
