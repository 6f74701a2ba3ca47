import { expect, test } from 'vitest';
import type { AlertEvent } from '../domain/alert-event.ts';
import { toMember } from './alerts.ts';
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

test.each([
  ['kind of event', { kind: 'forecast' }],
  ['status', { status: 'muted' }],
  ['severity', { severity: 'fatal' }],
])(
  'D10 an event with a %s that only a newer release knows waits, and the cure is told',
  (what, one) => {
    const [word = ''] = Object.values(one);
    const refused = {
      code: 'STORED_BY_NEWER_RELEASE',
      message: expect.stringMatching(new RegExp(`${what} "${word}".*waits.*install`)),
    };

    expect(() => toEvent(JSON.stringify({ ...event, ...one }))).toThrow(
      expect.objectContaining(refused),
    );
  },
);

test.each([
  ['status', { status: 'muted' }],
  ['severity', { severity: 'fatal' }],
])('D10 so does an alert with such a %s', (what, one) => {
  const row = { fingerprint: 'f', started_at: null, content_hash: 'h' };
  const known = { ...row, status: 'firing', severity: 'high' };
  const [word = ''] = Object.values(one);

  expect(() => toMember({ ...known, ...one })).toThrow(
    expect.objectContaining({
      code: 'STORED_BY_NEWER_RELEASE',
      message: expect.stringContaining(`${what} "${word}"`),
    }),
  );
  expect(toMember(known)).toMatchObject({ status: 'firing', severity: 'high' });
});
