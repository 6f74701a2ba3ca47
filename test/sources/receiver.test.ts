import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { startReceiver } from './receiver.ts';

const secret = `whsec_${Buffer.alloc(32, 'receiver').toString('base64')}`;

function signed(body: string, { key = secret, at = new Date() } = {}): Record<string, string> {
  return {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(key).sign('msg_1', at, body),
  };
}

test('keeps what was signed with its secret', async () => {
  await using receiver = await startReceiver(secret);
  const body = JSON.stringify({ status: 'resolved' });

  const answer = await fetch(receiver.url, { method: 'POST', body, headers: signed(body) });

  expect(answer.status).toBe(204);
  expect(receiver.received).toMatchObject([{ id: 'msg_1', payload: { status: 'resolved' } }]);
});

test.each([
  ['a missing signature', {}],
  ['another secret', signed('{}', { key: `whsec_${Buffer.alloc(32, 'x').toString('base64')}` })],
  ['an old timestamp', signed('{}', { at: new Date(Date.now() - 600_000) })],
  ['another body', signed('{"status":"resolved"}')],
])('refuses %s', async (_case, headers) => {
  await using receiver = await startReceiver(secret);

  const answer = await fetch(receiver.url, { method: 'POST', body: '{}', headers });

  expect(answer.status).toBe(401);
  expect(receiver.received).toEqual([]);
  expect(receiver.refused).toHaveLength(1);
});

test('refuses another address', async () => {
  await using receiver = await startReceiver(secret);

  const answer = await fetch(new URL('/elsewhere', receiver.url), { method: 'POST' });

  expect(answer.status).toBe(404);
  expect(receiver.refused).toEqual(['POST /elsewhere: not an address of this receiver']);
});
