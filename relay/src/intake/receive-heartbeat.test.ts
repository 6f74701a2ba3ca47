import type { Heartbeat } from '@alert-relay/shared-types';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { Secret } from '../lib/secret.ts';
import { receiveHeartbeat, type HeardApp } from './receive-heartbeat.ts';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const connection = { workspace: 'acme', name: 'prod', secret: new Secret(secret) };
const heartbeat: Heartbeat = {
  type: 'heartbeat',
  instance: { id: 'i1', name: 'acme' },
  app_version: '0.1.0',
  waiting: 3,
  oldest_waiting_minutes: 5,
  dead: 1,
};

function receive(
  body: string,
  change: { readonly name?: string; readonly signedWith?: string; readonly age?: number } = {},
) {
  const heard: [object, HeardApp][] = [];
  const at = new Date(Date.now() - (change.age ?? 0));
  const outcome = receiveHeartbeat(
    {
      findConnection: (workspace, name) =>
        workspace === 'acme' && name === 'prod' ? connection : undefined,
      noteApp: (labels, app) => heard.push([labels, app]),
    },
    {
      workspace: 'acme',
      connection: change.name ?? 'prod',
      headers: {
        'webhook-id': 'msg_1',
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(change.signedWith ?? secret).sign('msg_1', at, body),
      },
      body: Buffer.from(body),
    },
  );
  return { outcome, heard };
}

test('a signed heartbeat says that the app is there, and what waits in it', () => {
  const { outcome, heard } = receive(JSON.stringify(heartbeat));

  expect(outcome).toEqual({ kind: 'heard' });
  expect(heard).toEqual([
    [
      { workspace: 'acme', connection: 'prod' },
      { waiting: 3, oldestWaitingMinutes: 5, dead: 1 },
    ],
  ]);
});

test('what a later app adds is left alone', () => {
  expect(receive(JSON.stringify({ ...heartbeat, more: 1 })).outcome).toEqual({ kind: 'heard' });
});

const other = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;

test.each<[string, string, Parameters<typeof receive>[1], object]>([
  ['of an unknown connection', '{}', { name: 'test' }, { kind: 'unknown-connection' }],
  ['with another secret', '{}', { signedWith: other }, { kind: 'refused', because: 'mismatch' }],
  ['of ten minutes ago', '{}', { age: 600_000 }, { kind: 'refused', because: 'mismatch' }],
  ['that is no JSON', 'nonsense', {}, { kind: 'unreadable' }],
  ['of another form', '{"type":"heartbeat"}', {}, { kind: 'unreadable' }],
])('a heartbeat %s counts for nothing', (_what, body, change, expected) => {
  const { outcome, heard } = receive(body, change);

  expect(outcome).toMatchObject(expected);
  expect(heard).toEqual([]);
});
