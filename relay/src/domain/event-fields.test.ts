import { expect, test } from 'vitest';
import { fieldOf, isEventField, isPrivate } from './event-fields.ts';
import { sampleEvent } from './samples.ts';

const event = sampleEvent({
  labels: { 'a.b': '1' },
  annotations: { runbook: 'here' },
  actor: 'amira',
  text: 'Seen.',
});

test.each([
  ['source', true, 'prometheus'],
  ['kind', true, 'state'],
  ['status', true, 'firing'],
  ['severity', true, 'critical'],
  ['title', true, 'Disk of db1 is full'],
  ['description', true, 'Less than 1 % left.'],
  ['fingerprint', true, 'disk-db1'],
  ['groupKey', true, '{"alertname":"DiskFull"}'],
  ['actor', true, 'amira'],
  ['text', true, 'Seen.'],
  ['url', true, 'https://prometheus.example/graph'],
  ['startedAt', true, '1970-01-01T00:16:40.000Z'],
  ['endedAt', true, undefined],
  ['labels.a.b', true, '1'],
  ['labels.none', true, undefined],
  ['labels.toString', true, undefined],
  ['annotations.runbook', true, 'here'],
  ['labels.', false, undefined],
  ['labels', false, undefined],
  ['toString', false, undefined],
  ['', false, undefined],
])('the field %j: may be asked for %s, holds %j', (field, isField, value) => {
  expect(isEventField(field)).toBe(isField);
  expect(fieldOf(event, 'prometheus', field)).toBe(value);
});

test.each([
  ['a tool that has such a switch', { isPrivate: true }, true],
  ['whose switch goes before the label', { isPrivate: false, labels: { private: 'true' } }, false],
  ['one that has none, by a label', { labels: { private: 'true' } }, true],
  ['which says so', { labels: { private: 'false' } }, false],
])('what is private: %s', (_what, change, expected) => {
  expect(isPrivate(sampleEvent(change))).toBe(expected);
});
