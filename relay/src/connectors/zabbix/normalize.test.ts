import { expect, test } from 'vitest';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';

function readAll(body: object) {
  return normalize(Payload.parse(body));
}

const read = (body: object) => readAll(body)[0];

test.each([
  [{ status: 'PROBLEM' }, 'firing'],
  [{ status: 'OK' }, 'resolved'],
  [{ status: 'RESOLVED' }, 'resolved'],
  [{ event_value: '0' }, 'resolved'],
  [{ state: 'alerting' }, 'firing'],
  [{ state: 'ok' }, 'resolved'],
  [{ status: 'PROBLEM', ack: 'Yes' }, 'acknowledged'],
  [{ status: 'PROBLEM', ack: 'No' }, 'firing'],
  [{ status: 'PROBLEM', ack: 'No', update_status: '1' }, 'unacknowledged'],
  [{ status: 'RESOLVED', ack: 'Yes' }, 'resolved'],
])('%j says %s', (body, status) => {
  expect(read({ event_id: '1', ...body })?.status).toBe(status);
});

const link = (eventId: number) =>
  `https://z.example.com/tr_events.php?triggerid=14&eventid=${eventId}`;

test.each([
  [{ event_id: '77', link: link(1) }, '77'],
  [{ alert_uid: '77' }, '77'],
  [{ trigger: 'Ping', link: link(1) }, 'trigger:14'],
  [{ trigger: 'Ping', trigger_id: 15, link: link(2) }, 'trigger:15'],
])('%j is known as %s', (body, fingerprint) => {
  expect(read(body)?.fingerprint).toBe(fingerprint);
});

test('without any id, host and name are known again', () => {
  const problem = { hostname: 'db1', trigger: 'Ping', status: 'PROBLEM' };

  expect(read({ ...problem, status: 'OK' })?.fingerprint).toBe(read(problem)?.fingerprint);
  expect(read({ ...problem, hostname: 'db2' })?.fingerprint).not.toBe(read(problem)?.fingerprint);
});

test('the message of an update is a note besides the state', () => {
  const body = { event_id: 1, status: 'PROBLEM', ack: 'Yes', update_message: 'Mine', user: 'Ada' };

  expect(readAll(body)).toMatchObject([
    { kind: 'state', status: 'acknowledged' },
    { kind: 'note', fingerprint: '1', text: 'Mine', actor: 'Ada' },
  ]);
});

test.each([
  ['[{"tag":"scope","value":"disk"},{"tag":"x","value":""}]', { scope: 'disk', x: 'x' }],
  [[{ tag: 'scope', value: 'disk' }, 'plain', 5], { scope: 'disk', plain: 'plain', '5': '5' }],
  ['scope:disk, x', { tags: 'scope:disk, x' }],
  ['[broken', { tags: '[broken' }],
  ['{EVENT.TAGSJSON}', {}],
])('the tags %j become labels', (tags, labels) => {
  expect(read({ event_id: 1, tags })?.labels).toEqual(labels);
});

test('the parameters of the media types that Zabbix ships are read under their names', () => {
  const events = normalize(
    Payload.parse({
      alert_subject: 'Problem: Disk is full',
      alert_message: 'Less than 1 % left',
      event_id: '42',
      event_source: '0',
      event_value: '1',
      event_nseverity: '4',
      event_update_status: '1',
      event_update_message: 'Looking at it',
      ack: 'No',
    }),
  );

  expect(events).toMatchObject([
    {
      fingerprint: '42',
      status: 'unacknowledged',
      severity: 'high',
      title: 'Problem: Disk is full',
      description: 'Less than 1 % left',
    },
    { kind: 'note', text: 'Looking at it' },
  ]);
});
