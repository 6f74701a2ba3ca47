import { expect, test } from 'vitest';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';

function read(body: object) {
  return normalize(Payload.parse(body))[0];
}

const essentials = { alertId: '/alerts/1', alertRule: 'CPU', monitorCondition: 'Fired' };

test.each([
  ['Sev0', 'critical'],
  ['Sev1', 'high'],
  ['Sev2', 'warning'],
  ['Sev3', 'info'],
  ['Sev4', 'info'],
  ['Sev9', 'unknown'],
])('%s is %s', (severity, expected) => {
  expect(read({ data: { essentials: { ...essentials, severity } } })?.severity).toBe(expected);
});

test('a resolved alert has the id of the fired one, and an end', () => {
  const times = {
    firedDateTime: '2026-11-20T08:00:00.1234567Z',
    resolvedDateTime: '2026-11-20T09:00:00Z',
  };
  const body = { data: { essentials: { ...essentials, ...times, monitorCondition: 'Resolved' } } };

  expect(read(body)).toMatchObject({
    fingerprint: '/alerts/1',
    status: 'resolved',
    startedAt: Date.UTC(2026, 10, 20, 8, 0, 0, 123),
    endedAt: Date.UTC(2026, 10, 20, 9),
  });
});

test('the condition describes an alert without a description, without the measured value', () => {
  const allOf = [
    { metricName: 'Percentage CPU', operator: 'GreaterThan', threshold: '25', metricValue: 7 },
  ];
  const body = { data: { essentials, alertContext: { condition: { allOf } } } };

  expect(read(body)?.description).toBe('Percentage CPU GreaterThan 25');
});

test('the older schema of metric alerts is read', () => {
  const context = {
    id: 'rule-1',
    name: 'CPU',
    resourceId: 'vm-1',
    resourceName: 'web3',
    severity: '3',
  };
  const alert = (status: string) =>
    read({ schemaId: 'AzureMonitorMetricAlert', data: { status, context } });

  expect(alert('Activated')).toMatchObject({
    status: 'firing',
    title: 'CPU on web3',
    severity: 'info',
  });
  expect(alert('Deactivated')).toMatchObject({
    status: 'resolved',
    fingerprint: alert('Activated')?.fingerprint,
  });
});

test('part of a body is not read, and the reason names the switch', () => {
  const parsed = Payload.safeParse({ alertContext: { condition: {} } });

  expect(parsed.error?.issues[0]?.message).toContain('common alert schema');
});
