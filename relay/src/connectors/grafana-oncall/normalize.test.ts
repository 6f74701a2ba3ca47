import { expect, test } from 'vitest';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';

const group = { id: 'G1', title: 'CPU', state: 'new', created_at: '2026-11-20T08:00:00Z' };

function read(type: string, more: object = {}) {
  return normalize(Payload.parse({ event: { type }, alert_group: group, ...more }))[0];
}

test.each([
  ['alert group created', 'firing'],
  ['acknowledge', 'acknowledged'],
  ['unacknowledge', 'unacknowledged'],
  ['silence', 'silenced'],
  ['unsilence', 'unsilenced'],
  ['resolve', 'resolved'],
  ['unresolve', 'firing'],
  ['escalation', 'firing'],
])('%s says %s', (type, status) => {
  expect(read(type)).toMatchObject({ fingerprint: 'G1', status });
});

test('what is no change of state says the state that the group is in', () => {
  const alert_group = { ...group, state: 'acknowledged' };

  expect(read('personal notification', { alert_group })?.status).toBe('acknowledged');
});

test('a group that is opened again has no start, so that it is a new episode', () => {
  expect(read('unresolve')?.startedAt).toBeUndefined();
  expect(read('acknowledge')?.startedAt).toBe(Date.parse(group.created_at));
});

test.each([
  [{ alert_payload: { severity: 'warning' } }, 'warning'],
  [{ alert_payload: { commonLabels: { severity: 'critical' } } }, 'critical'],
  [{ alert_payload: 'just text' }, 'unknown'],
])('the severity in %j is %s', (more, severity) => {
  expect(read('escalation', more)?.severity).toBe(severity);
});

test('a body of a template of its own is not read, and the reason says what to do', () => {
  expect(Payload.safeParse({ text: 'Hello' }).error?.issues[0]?.message).toContain('Forward whole');
});
