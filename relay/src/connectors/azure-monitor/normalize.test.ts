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

test('a log search rule of the old schema is an alert that nobody ends', () => {
  const alert = {
    AlertRuleName: 'No heartbeat',
    Severity: '1',
    Description: 'A machine is silent.',
    SearchIntervalEndtimeUtc: '2026-11-20T08:00:00Z',
    LinkToFilteredSearchResultsUI: 'https://portal.azure.com/#blade/logs',
    ResourceId: '/subscriptions/1/workspaces/logs',
    AlertType: 'Number of results',
  };
  const expected = {
    status: 'firing',
    severity: 'high',
    title: 'No heartbeat',
    description: 'A machine is silent.',
    url: 'https://portal.azure.com/#blade/logs',
  };

  expect(normalize(Payload.parse(alert))).toMatchObject([expected]);
  expect(
    normalize(Payload.parse({ schemaId: 'Microsoft.Insights/LogAlert', data: alert })),
  ).toMatchObject([expected]);
});

test('an issue of Azure itself is one alert through all its stages', () => {
  const issue = (stage: string, eventDataId: string) => ({
    schemaId: 'Microsoft.Insights/activityLogs',
    data: {
      status: 'Activated',
      context: {
        activityLog: {
          correlationId: eventDataId,
          eventTimestamp: '2026-11-20T08:00:00Z',
          level: 'Warning',
          operationName: 'Microsoft.ServiceHealth/incident/action',
          properties: { title: 'Storage in West Europe', trackingId: 'ABC1-DEF', stage },
        },
      },
    },
  });
  const [begun] = normalize(Payload.parse(issue('Active', '1')));
  const [over] = normalize(Payload.parse(issue('Resolved', '2')));

  expect(begun).toMatchObject({
    status: 'firing',
    severity: 'warning',
    title: 'Storage in West Europe',
    fingerprint: 'ABC1-DEF',
  });
  expect(over).toMatchObject({ status: 'resolved', fingerprint: 'ABC1-DEF' });
});

/** Azure's documentation of failure anomalies: the common schema is switched off. */
test.each([
  ['Fired', 'firing', undefined],
  ['Resolved', 'resolved', 1_572_459_926_444],
])('a smart detector says %s in its own schema', (monitorCondition, status, endedAt) => {
  const essentials = {
    severity: 'Sev3',
    monitorCondition,
    monitorService: 'Smart Detector',
    targetResource: '/subscriptions/s/resourcegroups/g/providers/microsoft.insights/components/app',
    targetResourceName: 'app',
    alertRule: '/subscriptions/s/smartdetectoralertrules/failure anomalies - app',
    startDateTime: '2019-10-30T17:52:32.580Z',
    monitorConditionResolvedDateTime: '2019-10-30T18:25:26.444Z',
  };
  const [id, name] = ['/subscriptions/s/alerts/7daf8739', 'Failure Anomalies - app'];

  expect(normalize(Payload.parse({ properties: { essentials }, id, name }))).toMatchObject([
    {
      fingerprint: id,
      status,
      severity: 'info',
      title: 'Failure Anomalies - app on app',
      startedAt: 1_572_457_952_580,
      endedAt,
    },
  ]);
});
