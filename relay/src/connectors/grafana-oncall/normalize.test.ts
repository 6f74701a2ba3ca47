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

test('an incident of IRM that is active again has no start, so that it is a new episode', () => {
  const incident = { incidentID: '19', status: 'active', incidentStart: '2026-11-20T08:00:00Z' };
  const startOf = (event: string, more: object = {}) =>
    normalize(Payload.parse({ event, incident: { ...incident, ...more } }))[0]?.startedAt;

  expect(startOf('grafana.incident.updated.status')).toBeUndefined();
  expect(startOf('grafana.incident.created')).toBe(Date.parse(incident.incidentStart));
  expect(startOf('grafana.incident.updated.severity')).toBe(Date.parse(incident.incidentStart));
  expect(startOf('grafana.incident.updated.status', { status: 'resolved' })).toBe(
    Date.parse(incident.incidentStart),
  );
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
