import type { AlertEvent, AlertStatus } from '../../domain/alert-event.ts';
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

function toText(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return undefined;
}

function toLabels(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, part]) => {
      const text = toText(part);
      return text === undefined ? [] : [[name, text] as const];
    }),
  );
}

function toUrl(text: string | undefined): string | undefined {
  return text !== undefined && /^https?:\/\//.test(text) ? text : undefined;
}

/** Below this a number counts seconds: as milliseconds it would lie in 1970. */
const SECONDS_BELOW = 100_000_000_000;
const LATEST_MS = 8_640_000_000_000_000;

function toTime(value: unknown): number | undefined {
  const numeric = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  const time = typeof numeric === 'number' ? fromNumber(numeric) : Date.parse(toText(value) ?? '');
  return Number.isFinite(time) && time > 0 && time <= LATEST_MS ? Math.round(time) : undefined;
}

function fromNumber(value: number): number {
  return value < SECONDS_BELOW ? value * 1000 : value;
}
