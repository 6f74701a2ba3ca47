import { expect, test } from 'vitest';
import type { AlertEvent } from '../domain/alert-event.ts';
import { toEvent } from './events.ts';

/** All that an event can say. */
const event: Required<AlertEvent> = {
  kind: 'note',
  fingerprint: 'f',
  groupKey: 'g',
  status: 'acknowledged',
  severity: 'high',
  title: 't',
  description: 'd',
  labels: { team: 'platform' },
  annotations: { summary: 's' },
  actor: 'Ada',
  text: 'Restarted.',
  url: 'https://tool.example/1',
  isPrivate: true,
  isEscalation: true,
  startedAt: 1,
  endedAt: 2,
  startedBefore: 3,
  silentSince: 4,
};

test('an event comes out of the store with all that it said', () => {
  expect(toEvent(JSON.stringify(event))).toEqual(event);
});
