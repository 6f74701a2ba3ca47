import { expect, test } from 'vitest';
import type { AlertEvent } from '../domain/alert-event.ts';
import { sampleEvent } from '../domain/samples.ts';
import { toStorable } from './to-storable.ts';

function store(event: AlertEvent): AlertEvent {
  return toStorable(event, JSON.stringify(event));
}

/** Each text that an event can hold. */
function filledWith(text: string): AlertEvent {
  return sampleEvent({
    fingerprint: text,
    groupKey: text,
    title: text,
    description: text,
    labels: { [text]: text },
    annotations: { [text]: text },
    actor: text,
    text,
    url: text,
  });
}

test.each([
  ['NUL', 'a\0b', 'a\uFFFDb'],
  ['half of a pair', 'a\uD83Db', 'a\uFFFDb'],
  ['its other half', 'a\uDD25b', 'a\uFFFDb'],
])('%s becomes what any store gives back, wherever it stands', (_name, text, stored) => {
  expect(store(filledWith(text))).toEqual(filledWith(stored));
});

test.each([
  ['a whole pair', '\u{1f525}'],
  ['what only looks like an escape', String.raw`\ud83d \u0000`],
])('%s stays', (_name, text) => {
  expect(store(filledWith(text))).toEqual(filledWith(text));
});

test('what an event does not say stays unsaid', () => {
  const event = sampleEvent({ title: '\0', groupKey: undefined, url: undefined });

  expect(store(event)).toEqual({ ...event, title: '\uFFFD' });
});
