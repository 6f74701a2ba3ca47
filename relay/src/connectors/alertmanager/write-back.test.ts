import { expect, test } from 'vitest';
import { bodyOf, sampleWriteBack as writeBack } from '../../connector-kit/sample-write-back.ts';
import { alertmanagerDestination } from './destination.ts';
import { planWriteBack } from './write-back.ts';

const silenceID = '1f0c7a34-9e5b-4d6c-8f21-3a5b7c9d0e1f';
const destination = { acknowledgeFor: 3_600_000, quietFor: 600_000, openFor: 86_400_000 };

test('acknowledge is a silence on the exact labels', () => {
  const [silence, ...more] = planWriteBack(writeBack('acknowledge'), destination);

  expect(more).toEqual([]);
  expect(silence).toMatchObject({ method: 'POST', path: '/api/v2/silences', isRemembered: true });
  expect(bodyOf(silence)).toEqual({
    matchers: [
      { name: 'alertname', value: 'DiskFull', isRegex: false, isEqual: true },
      { name: 'instance', value: 'db1', isRegex: false, isEqual: true },
    ],
    startsAt: '2026-11-20T09:00:00.000Z',
    endsAt: '2026-11-20T10:00:00.000Z',
    createdBy: 'Alert Relay',
    comment:
      'Acknowledged in ServiceNow INC0010001 by Beth Anglin: https://example.service-now.com/x',
  });
});

test('resolve keeps the alert quiet for a while, then ends it with the same labels and annotations', () => {
  const [silence, end] = planWriteBack(writeBack('resolve'), destination);

  expect(bodyOf(silence)).toMatchObject({
    endsAt: '2026-11-20T09:10:00.000Z',
    comment: expect.stringMatching(/^Resolved in ServiceNow INC0010001/),
  });
  expect(end).toMatchObject({ path: '/api/v2/alerts' });
  expect(bodyOf(end)).toEqual([
    {
      labels: { alertname: 'DiskFull', instance: 'db1' },
      annotations: { summary: 'Disk is full' },
      startsAt: '2026-11-20T08:59:59.000Z',
      endsAt: '2026-11-20T09:00:00.000Z',
    },
  ]);
});

test('resolve leaves no longer silence behind, which would hide the next life of the alert', () => {
  const remembered = { 'a silence disk-db1': JSON.stringify({ silenceID }) };
  const steps = planWriteBack(writeBack('resolve', { remembered }), destination);

  expect(steps.map(({ name }) => name)).toEqual(['silence disk-db1', 'end', `expire ${silenceID}`]);
});

test('reopen expires the silences that were made, and takes one that is gone as expired', () => {
  const remembered = { a: JSON.stringify({ silenceID }), b: 'no id in here' };

  expect(planWriteBack(writeBack('reopen', { remembered }), destination)).toEqual([
    expect.objectContaining({
      method: 'DELETE',
      path: `/api/v2/silence/${silenceID}`,
      alreadyDone: [404],
    }),
  ]);
});

test.each([undefined, 'alertmanager'])(
  'a record that was born in ServiceNow is an alert for as long as it is open, known from %s',
  (connector) => {
    const alert = {
      fingerprint: 'alert-relay-1',
      labels: { alertname: 'ServiceNow', alert_relay_key: 'alert-relay-1' },
      annotations: { summary: 'Printer on fire' },
      startedAt: undefined,
    };
    const born = { connector, alerts: [alert] };
    const told = (kind: 'open' | 'resolve' | 'reopen', from?: 'resolved' | 'acknowledged') =>
      planWriteBack(writeBack(kind, { ...born, from }), destination);
    const [open] = told('open');
    const [end, ...more] = told('resolve');

    expect(bodyOf(open)).toEqual([
      {
        labels: alert.labels,
        annotations: alert.annotations,
        startsAt: '2026-11-20T08:59:59.999Z',
        endsAt: '2026-11-21T09:00:00.000Z',
      },
    ]);
    // Nobody sends it again, and a silence would keep its end from everybody else.
    expect(bodyOf(end)).toMatchObject([
      { labels: alert.labels, endsAt: '2026-11-20T09:00:00.000Z' },
    ]);
    expect(more).toEqual([]);
    expect(told('reopen', 'resolved')).toEqual([open]);
    expect(told('reopen', 'acknowledged')).toEqual([]);
  },
);

test('what was resolved is opened anew before it is acknowledged', () => {
  const change = { from: 'resolved', remembered: { a: JSON.stringify({ silenceID }) } } as const;
  const settings = { url: 'http://alertmanager:9093' };
  const steps = alertmanagerDestination.plan(writeBack('acknowledge', change), settings);

  expect(steps.map(({ name }) => name)).toEqual([`expire ${silenceID}`, 'silence disk-db1']);
});

test('nothing to say: an update, and a resolution of what the tool ended already', () => {
  expect(planWriteBack(writeBack('update'), destination)).toEqual([]);
  expect(planWriteBack(writeBack('resolve', { alerts: [] }), destination)).toEqual([]);
});
