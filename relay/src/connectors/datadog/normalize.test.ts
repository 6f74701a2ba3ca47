import { expect, test } from 'vitest';
import { samplePost } from '../../connector-kit/sample-request.ts';
import { datadog } from './index.ts';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';
import { sampleRequest } from './sample-request.ts';

function read(body: object) {
  return normalize(Payload.parse(body))[0];
}

test.each([
  ['Triggered', 'firing'],
  ['Re-Triggered', 'firing'],
  ['No Data', 'firing'],
  ['Re-No Data', 'firing'],
  ['Warn', 'firing'],
  ['Renotify', 'firing'],
  ['Recovered', 'resolved'],
])('the transition %s says %s', (alert_transition, status) => {
  expect(read({ alert_cycle_key: 'c-1', alert_transition })).toMatchObject({
    fingerprint: 'c-1',
    status,
  });
});

test.each([
  [{ alert_cycle_key: 'c', aggreg_key: 'a', alert_id: '1', id: '9' }, 'c'],
  [{ aggreg_key: 'a', alert_id: '1', id: '9' }, 'a'],
  [{ alert_id: 1, alert_scope: 'host:db1', id: '9' }, '1:host:db1'],
  [{ ALERTID: '1' }, '1'],
  [{ alert_cycle_key: '$ALERT_CYCLE_KEY', id: '9' }, '9'],
])('%j is known as %s', (body, fingerprint) => {
  expect(read(body)?.fingerprint).toBe(fingerprint);
});

test('in the default body the title tells the transition, and the rest of it the alert', () => {
  const notification = (id: string, title: string) => read({ id, title, org: { id: '7' } });
  const first = notification('1', '[Triggered on {host:db1}] Disk is full');
  const last = notification('2', '[Recovered on {host:db1}] Disk is full');
  const other = notification('3', '[Triggered on {host:db2}] Disk is full');

  expect(last).toMatchObject({ status: 'resolved', fingerprint: first?.fingerprint });
  expect(other?.fingerprint).not.toBe(first?.fingerprint);
});

test('a monitor with a priority has it before the transition in the title', () => {
  const notification = (id: string, title: string) => read({ id, title, org: { id: '7' } });
  const first = notification('1', '[P1] [Triggered on {host:db1}] Disk is full');
  const again = notification('2', '[P1] [Re-Triggered on {host:db1}] Disk is full');
  const last = notification('3', '[P1] [Recovered on {host:db1}] Disk is full');

  expect(first).toMatchObject({ status: 'firing', severity: 'critical' });
  expect(again).toMatchObject({ status: 'firing', fingerprint: first?.fingerprint });
  expect(last).toMatchObject({ status: 'resolved', fingerprint: first?.fingerprint });
});

test('variables without a value are the text null and count as absent', () => {
  const incident = { incident_public_id: 'null', incident_uuid: 'null', incident_severity: 'null' };
  const alert = { id: '9', alert_id: '12', alert_scope: 'null', alert_transition: 'Recovered' };

  expect(read({ ...incident, ...alert })).toMatchObject({ fingerprint: '12', status: 'resolved' });
});

test.each([
  [{ alert_priority: 'P1', alert_transition: 'Warn' }, 'critical'],
  [{ alert_transition: 'Warn', alert_type: 'error' }, 'warning'],
  [{ alert_type: 'error' }, 'high'],
  [{ alert_type: 'success' }, 'unknown'],
])('the severity of %j is %s', (body, severity) => {
  expect(read({ id: '1', ...body })?.severity).toBe(severity);
});

test('only a first notification tells the start', () => {
  const at = (alert_transition: string) => read({ id: 1, alert_transition, date: '1406662672000' });

  expect(at('Triggered')?.startedAt).toBe(1_406_662_672_000);
  expect(at('Re-Triggered')?.startedAt).toBeUndefined();
  expect(at('Recovered')).toMatchObject({
    startedAt: undefined,
    startedBefore: 1_406_662_672_000,
    endedAt: 1_406_662_672_000,
  });
});

test('endless tags are cut', () => {
  const tags = Array.from({ length: 10_000 }, (_none, index) => `t${index}:x`).join(',');

  expect(Object.keys(read({ id: 1, tags })?.labels ?? {})).toHaveLength(200);
});

test('a form is read like JSON', () => {
  const body = 'alert_cycle_key=c-1&alert_transition=Recovered&title=Disk+is+full&tags=env:prod';
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const delivery = samplePost(Buffer.from(body), 0, { headers });

  expect(datadog.read(delivery, sampleRequest.settings)).toMatchObject({
    events: [{ fingerprint: 'c-1', status: 'resolved', labels: { env: 'prod' } }],
  });
});
