import { describe, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';

const alert = {
  status: 'firing',
  labels: { alertname: 'DiskFull', instance: 'db1', severity: 'page' },
  annotations: {},
  startsAt: '2026-11-20T08:00:00.123456789Z',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: '',
  fingerprint: '5ef77f1f8a3ecfaa',
};

function events(alerts: readonly object[], groupLabels: object = { alertname: 'DiskFull' }) {
  return read({ version: '4', status: 'firing', groupLabels, alerts });
}

const now = Date.parse('2026-11-20T10:00:00Z');

function read(body: unknown) {
  return normalize(Payload.parse(body), { receivedAt: now });
}

test('a list as Prometheus posts it tells by its ends what is over', () => {
  const { status: _status, fingerprint: _fingerprint, ...posted } = alert;
  const other = { ...posted, labels: { ...posted.labels, instance: 'db2' } };

  const [lasting, ended] = read([
    { ...posted, endsAt: '2026-11-20T10:04:00Z' },
    { ...other, endsAt: '2026-11-20T09:59:00Z' },
  ]);

  expect(lasting).toMatchObject({ status: 'firing', groupKey: undefined, endedAt: undefined });
  expect(ended).toMatchObject({ status: 'resolved', endedAt: Date.parse('2026-11-20T09:59:00Z') });
  expect(lasting?.fingerprint).not.toBe(ended?.fingerprint);
});

test('a list as the API gives it is read, and one alert without a list', () => {
  const { status: _status, ...listed } = alert;

  expect(read([{ ...listed, status: { state: 'suppressed' } }])).toMatchObject([
    { status: 'firing', fingerprint: alert.fingerprint },
  ]);
  expect(read(alert)).toMatchObject([{ status: 'firing', fingerprint: alert.fingerprint }]);
});

test('each alert of a group speaks for itself, whatever the group says', () => {
  const ended = {
    ...alert,
    status: 'resolved',
    fingerprint: 'other',
    endsAt: '2026-11-20T09:00:00Z',
  };

  expect(events([alert, ended]).map(({ status }) => status)).toEqual(['firing', 'resolved']);
});

test('the group is known by its labels, in any order', () => {
  const [one] = events([alert], { b: '2', a: '1' });
  const [two] = events([alert], { a: '1', b: '2' });

  expect(one?.groupKey).toBe('{"a":"1","b":"2"}');
  expect(two?.groupKey).toBe(one?.groupKey);
});

test('a firing alert has a start in milliseconds and no end', () => {
  expect(events([alert])[0]).toMatchObject({
    startedAt: Date.UTC(2026, 10, 20, 8, 0, 0, 123),
    endedAt: undefined,
    severity: 'critical',
  });
});

test.each([
  [{ summary: 'Disk is full' }, 'Disk is full'],
  [{ title: 'From a title' }, 'From a title'],
  [{}, 'DiskFull on db1'],
])('the title of %o is %s', (annotations, title) => {
  expect(events([{ ...alert, annotations }])[0]?.title).toBe(title);
});

test('annotations may be missing or null, and without a fingerprint the labels name the alert', () => {
  const bare = { ...alert, annotations: null, fingerprint: undefined };

  const [first] = events([bare]);
  const [second] = events([{ ...bare, status: 'resolved' }]);

  expect(first?.fingerprint).toMatch(/^[0-9a-f]{16}$/);
  expect(second?.fingerprint).toBe(first?.fingerprint);
});

test('only an address that a browser can open becomes the link', () => {
  expect(events([{ ...alert, generatorURL: 'javascript:alert(1)' }])[0]?.url).toBeUndefined();
  expect(events([{ ...alert, generatorURL: 'http://p/graph' }])[0]?.url).toBe('http://p/graph');
});

test('the samples are what the documentation shows', () => {
  const body: unknown = JSON.parse(
    readFileSync(join(import.meta.dirname, 'samples/01-firing.json'), 'utf8'),
  );

  expect(read(body)).toHaveLength(1);
});

describe('a body of another version', () => {
  test('is not read', () => {
    expect(Payload.safeParse({ version: '5', alerts: [alert] }).success).toBe(false);
  });
});
