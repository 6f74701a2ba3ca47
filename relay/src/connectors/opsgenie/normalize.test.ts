import { expect, test } from 'vitest';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';

function read(action: string, alert: object = {}) {
  return normalize(Payload.parse({ action, alert: { alertId: 'a-1', ...alert } }))[0];
}

test.each([
  ['Create', 'state', 'firing'],
  ['Acknowledge', 'state', 'acknowledged'],
  ['UnAcknowledge', 'state', 'unacknowledged'],
  ['Snooze', 'state', 'silenced'],
  ['SnoozeEnded', 'state', 'unsilenced'],
  ['Close', 'state', 'resolved'],
  ['Delete', 'deleted', 'resolved'],
  ['AddNote', 'note', 'firing'],
  ['AddTags', 'change', 'firing'],
  ['TakeOwnership', 'change', 'firing'],
  ['An action of our own', 'change', 'firing'],
])('%s is a %s that says %s', (action, kind, status) => {
  expect(read(action)).toMatchObject({ kind, status });
});

test('a note on another action is a note besides it', () => {
  const alert = { alertId: 'a-1', note: 'Done', username: 'ada' };

  expect(normalize(Payload.parse({ action: 'Close', alert }))).toMatchObject([
    { kind: 'state', status: 'resolved' },
    { kind: 'note', text: 'Done', actor: 'ada' },
  ]);
  expect(normalize(Payload.parse({ action: 'AddNote', alert }))).toMatchObject([
    { kind: 'note', text: 'Done' },
  ]);
});

test('an escalation that names only the alert is read', () => {
  expect(read('Escalate')).toMatchObject({ fingerprint: 'a-1', title: 'Opsgenie alert a-1' });
});

test('the end is an instant although its number is beyond what JavaScript holds exactly', () => {
  const body = '{"action":"Close","alert":{"alertId":"a-1","updatedAt":1502709956288000110}}';
  const [event] = normalize(Payload.parse(JSON.parse(body)));

  expect(event?.endedAt).toBe(1_502_709_956_288);
});

test.each([
  ['P1', 'critical'],
  [2, 'high'],
  ['P5', 'info'],
  [undefined, 'unknown'],
])('priority %s is %s', (priority, severity) => {
  expect(read('Create', { priority })?.severity).toBe(severity);
});

test('details and tags become labels, and no tags leave none behind', () => {
  expect(
    read('Create', { details: { host: 'db1' }, tags: ['a', 'b'], alias: 'x' })?.labels,
  ).toEqual({
    host: 'db1',
    tags: 'a, b',
    alias: 'x',
  });
  expect(read('Create', { tags: [] })?.labels).toEqual({});
});

test('a body without an alert is not read', () => {
  expect(Payload.safeParse({ action: 'Create', alert: {} }).success).toBe(false);
});
