import type { AlertEvent } from '../domain/alert-event.ts';

/** In JSON: half of a pair, and NUL, which PostgreSQL refuses in a text. */
const strange = /\\u(?:d[89a-f]|0000)/i;

/**
 * JSON may hold texts that no database gives back as they were: half of a surrogate pair becomes
 * another character, and two names that differ only there become one. They become that character here,
 * before a name is made of them.
 * @param json the event as JSON, in which such texts show by their escapes
 */
export function toStorable(event: AlertEvent, json: string): AlertEvent {
  if (!strange.test(json)) return event;
  return {
    ...event,
    fingerprint: clean(event.fingerprint),
    groupKey: maybeClean(event.groupKey),
    title: clean(event.title),
    description: clean(event.description),
    labels: cleanAll(event.labels),
    annotations: cleanAll(event.annotations),
    actor: maybeClean(event.actor),
    text: maybeClean(event.text),
    url: maybeClean(event.url),
  };
}

function clean(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

function maybeClean(text: string | undefined): string | undefined {
  return text === undefined ? undefined : clean(text);
}

function cleanAll(texts: AlertEvent['labels']): AlertEvent['labels'] {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [clean(name), clean(text)]),
  );
}
