import { expect, test } from 'vitest';
import { bodyOf, sampleAlert, sampleWriteBack } from '../../connector-kit/sample-write-back.ts';
import type { WriteBack } from '../../connector-kit/write-back.ts';
import { grafanaOncallDestination } from './destination.ts';
import { planWriteBack } from './write-back.ts';

test('an incident of IRM is no alert group, so nothing is told of it', () => {
  const alerts = [
    { ...sampleAlert, fingerprint: 'incident:19' },
    { ...sampleAlert, fingerprint: 'I68T24C13IFW1' },
  ];
  const writeBack = sampleWriteBack('resolve', { connector: 'grafana-oncall', alerts });

  expect(planWriteBack(writeBack, { token: 'key', silenceFor: 0 })).toMatchObject([
    { path: '/api/v1/alert_groups/I68T24C13IFW1/resolve' },
  ]);
});

test.each([
  ['acknowledge', undefined, 'acknowledge'],
  ['resolve', undefined, 'resolve'],
  ['reopen', 'acknowledged', 'unacknowledge'],
  ['reopen', 'silenced', 'unsilence'],
  ['reopen', 'resolved', 'unresolve'],
  ['reopen', undefined, 'unresolve'],
] as const)('%s from %s is to %s the group', (kind, from, action) => {
  const writeBack = sampleWriteBack(kind, { connector: 'grafana-oncall', from });

  expect(planWriteBack(writeBack, { token: 'key', silenceFor: 0 })).toMatchObject([
    { name: `${action} disk-db1`, path: `/api/v1/alert_groups/disk-db1/${action}` },
  ]);
});

test('a group is silenced for as long as is set, in seconds', () => {
  const writeBack = sampleWriteBack('silence', { connector: 'grafana-oncall' });

  expect(bodyOf(planWriteBack(writeBack, { token: 'key', silenceFor: 3_600_000 })[0])).toEqual({
    delay: 3600,
  });
});

test.each([
  ['open', undefined, 'alerting'],
  ['resolve', undefined, 'ok'],
  ['reopen', 'resolved', 'alerting'],
] as const)(
  'a record of ServiceNow that says %s, from %s, is an alert: %s',
  (kind, from, state) => {
    const [step] = planWriteBack(sampleWriteBack(kind, { connector: undefined, from }), {
      webhook: 'address',
      silenceFor: 0,
    });

    expect(bodyOf(step)).toEqual({
      alert_uid: 'disk-db1',
      title: 'INC0010001: Disk of db1 is full',
      state,
      link_to_upstream_details: 'https://example.service-now.com/x',
      message: 'INC0010001 in ServiceNow, severity high',
    });
  },
);

test('the formatted webhook has no word for acknowledged', () => {
  const settings = { webhook: 'address', silenceFor: 0 };
  const told = (kind: WriteBack['kind'], from?: WriteBack['from']) =>
    planWriteBack(sampleWriteBack(kind, { connector: undefined, from }), settings);

  expect(told('acknowledge')).toEqual([]);
  expect(told('reopen', 'acknowledged')).toEqual([]);
});

test('the key stands alone, and the address of the webhook needs none', () => {
  const url = 'https://oncall.example.com/oncall';
  const webhook = 'https://oncall.example.com/integrations/v1/formatted_webhook/hidden/';
  const requestTo = (path: string) =>
    grafanaOncallDestination.toRequest(
      { path, body: '{}', id: '1', now: 0 },
      { url, webhook, token: 'key' },
    );

  expect(requestTo('/api/v1/x')).toEqual({
    url: `${url}/api/v1/x`,
    headers: { authorization: 'key' },
  });
  expect(requestTo('/formatted-webhook')).toEqual({ url: webhook, headers: {} });
});
