import { expect, test } from 'vitest';
import { bodyOf, sampleAlert, sampleWriteBack } from '../../connector-kit/sample-write-back.ts';
import type { WriteBack } from '../../connector-kit/write-back.ts';
import { incidentIoDestination } from './destination.ts';

const settings = {
  apiKey: 'key-of-incident-io',
  alertSource: { id: 'source-1', token: 'token-of-the-source' },
  statuses: { acknowledge: 'status-a', resolve: 'status-r', reopen: 'status-o' },
};

function plan(kind: WriteBack['kind'], type: string | undefined, more: Partial<WriteBack> = {}) {
  const labels = type === undefined ? {} : { type };
  const alert = { ...sampleAlert, labels, annotations: { title: 'Add an alert on lag' } };
  const connector = type === undefined ? undefined : 'incident-io';
  const writeBack = sampleWriteBack(kind, { connector, alerts: [alert], ...more });
  return incidentIoDestination.plan(writeBack, settings);
}

test.each([
  ['acknowledge', 'status-a'],
  ['resolve', 'status-r'],
  ['reopen', 'status-o'],
] as const)('%s gives an incident the status that is set for it', (kind, id) => {
  const [step] = plan(kind, 'incident');

  expect(step).toMatchObject({ method: 'POST', path: '/v2/incidents/disk-db1/actions/edit' });
  expect(bodyOf(step)).toMatchObject({ incident: { incident_status_id: id } });
});

test('an alert is resolved, and 422 says that only its source may do that', () => {
  expect(plan('resolve', 'alert')).toMatchObject([
    { path: '/v2/alerts/disk-db1/actions/resolve', alreadyDone: [422] },
  ]);
  expect(plan('acknowledge', 'alert')).toEqual([]);
});

test.each([
  ['resolve', 'completed'],
  ['reopen', 'outstanding'],
] as const)('%s makes a follow-up %s, and leaves it its title', (kind, status) => {
  const [step] = plan(kind, 'follow_up');

  expect(step).toMatchObject({ method: 'PUT', path: '/v2/follow_ups/disk-db1' });
  expect(bodyOf(step)).toEqual({ title: 'Add an alert on lag', status });
});

test('a follow-up whose title nobody told us, a private one, is not given another', () => {
  const alerts = [{ ...sampleAlert, labels: { type: 'follow_up' }, annotations: {} }];

  expect(plan('resolve', 'follow_up', { alerts })).toEqual([]);
});

test.each([
  ['open', undefined, 'firing'],
  ['resolve', undefined, 'resolved'],
  ['reopen', 'resolved', 'firing'],
] as const)(
  'a record of ServiceNow that says %s, from %s, is an alert: %s',
  (kind, from, status) => {
    const [step] = plan(kind, undefined, { from });

    expect(step?.path).toBe('/v2/alert_events/http/source-1');
    expect(bodyOf(step)).toMatchObject({
      status,
      title: 'INC0010001: Disk of db1 is full',
      deduplication_key: 'disk-db1',
    });
  },
);

test('an alert source has no word for acknowledged', () => {
  expect(plan('acknowledge', undefined)).toEqual([]);
  expect(plan('reopen', undefined, { from: 'acknowledged' })).toEqual([]);
});

test('the source of alerts has a token of its own', () => {
  const authorization = (path: string) =>
    incidentIoDestination.toRequest({ path, body: '{}', id: '1', now: 0 }, settings).headers;

  expect(authorization('/v2/alert_events/http/source-1')).toEqual({
    authorization: 'Bearer token-of-the-source',
  });
  expect(authorization('/v2/alerts/1/actions/resolve')).toEqual({
    authorization: 'Bearer key-of-incident-io',
  });
});
