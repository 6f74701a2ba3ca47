import type { AlertEvent } from './alert-event.ts';

/** The parts of an event that a condition can ask for; labels and annotations go by their names. */
const plainFields = {
  kind: (event) => event.kind,
  status: (event) => event.status,
  severity: (event) => event.severity,
  title: (event) => event.title,
  description: (event) => event.description,
  fingerprint: (event) => event.fingerprint,
  groupKey: (event) => event.groupKey,
  actor: (event) => event.actor,
  text: (event) => event.text,
  url: (event) => event.url,
  startedAt: (event) => toTime(event.startedAt),
  endedAt: (event) => toTime(event.endedAt),
} as const satisfies Record<string, (event: AlertEvent) => string | undefined>;

const readers = new Map<string, (event: AlertEvent) => string | undefined>(
  Object.entries(plainFields),
);
const LABEL = 'labels.';
const ANNOTATION = 'annotations.';

/** The value of `title`, `labels.team`, `annotations.summary`; `source` is the name of its source. */
export function fieldOf(event: AlertEvent, source: string, field: string): string | undefined {
  if (field === 'source') return source;
  if (field.startsWith(LABEL)) return ownText(event.labels, field.slice(LABEL.length));
  if (field.startsWith(ANNOTATION))
    return ownText(event.annotations, field.slice(ANNOTATION.length));
  return readers.get(field)?.(event);
}

export function isEventField(field: string): boolean {
  return (
    field === 'source' ||
    readers.has(field) ||
    [LABEL, ANNOTATION].some((start) => field.startsWith(start) && field.length > start.length)
  );
}

/** For messages: what may be written where a field is expected. */
export const eventFieldNames = ['source', ...readers.keys(), 'labels.NAME', 'annotations.NAME'];

function ownText(texts: AlertEvent['labels'], name: string): string | undefined {
  return Object.hasOwn(texts, name) ? texts[name] : undefined;
}

function toTime(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}

/** A tool that has no such switch can still say so by the label `private`. */
export function isPrivate(event: Pick<AlertEvent, 'isPrivate' | 'labels'>): boolean {
  return event.isPrivate ?? ownText(event.labels, 'private') === 'true';
}
