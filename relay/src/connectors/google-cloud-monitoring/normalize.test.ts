import { expect, test } from 'vitest';
import { decode } from './decode.ts';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';

const incident = { incident_id: '0.abc', state: 'open', started_at: 1_499_368_214, ended_at: null };

function read(more: object = {}) {
  return normalize(Payload.parse({ version: '1.2', incident: { ...incident, ...more } }))[0];
}

test.each([
  ['open', 'firing', undefined],
  ['OPEN', 'firing', undefined],
  ['closed', 'resolved', 1_499_368_836_000],
])('%s says %s', (state, status, endedAt) => {
  const ended_at = state === 'closed' ? 1_499_368_836 : 0;

  expect(read({ state, ended_at })).toMatchObject({
    status,
    startedAt: 1_499_368_214_000,
    endedAt,
  });
});

test.each([
  [{ severity: 'Error' }, 'high'],
  [{ policy_user_labels: { severity: 'critical' } }, 'critical'],
  [{ metadata: { system_labels: { severity: 'warning' } } }, 'warning'],
  [{ severity: 'No severity' }, 'unknown'],
])('the severity in %j is %s', (more, severity) => {
  expect(read(more)?.severity).toBe(severity);
});

test('a start of zero is none', () => {
  expect(read({ started_at: 0 })?.startedAt).toBeUndefined();
});

test('a message of Pub/Sub holds the notification', () => {
  const inner = JSON.stringify({ version: '1.2', incident });
  const outer = { message: { data: Buffer.from(inner).toString('base64'), messageId: '1' } };
  const body = Buffer.from(JSON.stringify(outer));

  expect(decode({ body })).toEqual({ kind: 'json', json: JSON.parse(inner) });
  expect(decode({ body: Buffer.from('{"message":{"data":"bm8="}}') })).toMatchObject({
    kind: 'unreadable',
  });
});
