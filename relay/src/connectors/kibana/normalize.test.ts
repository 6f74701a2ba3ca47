import { expect, test } from 'vitest';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';

function readAll(body: object) {
  return normalize(Payload.parse(body));
}

const flat = { rule_id: 'r1', rule_name: 'CPU', alert_id: 'web3', action_group: 'default' };

test('flat and nested bodies say the same', () => {
  const nested = {
    rule: { id: 'r1', name: 'CPU' },
    alert: { id: 'web3', actionGroup: 'default' },
    context: { reason: 'CPU is at 97 %' },
  };

  expect(readAll(nested)).toEqual(readAll({ ...flat, reason: 'CPU is at 97 %' }));
});

test.each([
  ['default', 'firing'],
  ['query matched', 'firing'],
  ['recovered', 'resolved'],
  ['Recovered', 'resolved'],
])('the action group %s says %s', (action_group, status) => {
  expect(readAll({ ...flat, action_group })).toMatchObject([{ fingerprint: 'r1:web3', status }]);
});

test.each([
  [{ severity: 'high' }, 'high'],
  [{ action_group: 'critical' }, 'critical'],
  [{ action_group: 'metrics.threshold.warning' }, 'warning'],
  [{}, 'unknown'],
])('the severity in %j is %s', (more, severity) => {
  expect(readAll({ ...flat, ...more })[0]?.severity).toBe(severity);
});

test('a list holds several alerts of one rule', () => {
  const alerts = [
    { id: 'web3', actionGroup: 'default' },
    { id: 'web4', actionGroup: 'recovered' },
  ];

  expect(readAll({ rule_id: 'r1', rule_name: 'CPU', alerts })).toMatchObject([
    { fingerprint: 'r1:web3', status: 'firing', title: 'CPU: web3' },
    { fingerprint: 'r1:web4', status: 'resolved', title: 'CPU: web4' },
  ]);
});

test('a rule without groups has one alert', () => {
  expect(readAll({ rule_id: 'r1', rule_name: 'CPU' })).toMatchObject([
    { fingerprint: 'r1', title: 'CPU' },
  ]);
});

test('a body of another form is not read, and the reason names the connector that can', () => {
  expect(Payload.safeParse({ text: 'x' }).error?.issues[0]?.message).toContain('"generic"');
});
