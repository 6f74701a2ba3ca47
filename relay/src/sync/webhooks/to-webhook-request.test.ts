import { expect, test } from 'vitest';
import { Webhook as Verifier } from 'svix';
import { Secret } from '../../lib/secret.ts';
import { toWebhookRequest } from './to-webhook-request.ts';

const secret = `whsec_${Buffer.alloc(32, 'webhook').toString('base64')}`;
const run = { id: 'run-1', body: '{"trigger":"created"}' };
const plain = {
  workspace: 'w',
  name: 'chat',
  enabled: true,
  triggers: ['created'],
  sources: undefined,
  method: 'POST',
  url: new Secret('https://hooks.example.com/a?token=b'),
  headers: { 'x-team': new Secret('sre') },
  credentials: undefined,
  template: undefined,
} as const;

test('the request has address, headers and body, and a name that is the same on every try', () => {
  expect(toWebhookRequest(plain, run, 0)).toEqual({
    url: 'https://hooks.example.com/a?token=b',
    method: 'POST',
    headers: {
      'user-agent': 'Alert-Relay',
      'content-type': 'application/json',
      'x-team': 'sre',
      'webhook-id': 'run-1',
    },
    body: run.body,
  });
});

test('headers of one’s own do not rename it: its receiver tells repeats by that, and signs by it', () => {
  const headers = { 'webhook-id': new Secret('mine') };

  expect(toWebhookRequest({ ...plain, headers }, run, 0)).toMatchObject({
    headers: { 'webhook-id': 'run-1' },
  });
});

test.each(['GET', 'DELETE'] as const)('%s goes without a body', (method) => {
  const request = toWebhookRequest({ ...plain, method }, run, 0);

  expect(request).not.toHaveProperty('body');
  expect(request.headers).not.toHaveProperty('content-type');
});

test('a password and a value of one’s own', () => {
  const password = new Secret('p:w');

  expect(
    toWebhookRequest({ ...plain, credentials: { kind: 'basic', user: 'u', password } }, run, 0),
  ).toMatchObject({ headers: { authorization: `Basic ${btoa('u:p:w')}` } });
  expect(
    toWebhookRequest(
      { ...plain, credentials: { kind: 'authorization', authorization: new Secret('Bearer t') } },
      run,
      0,
    ),
  ).toMatchObject({ headers: { authorization: 'Bearer t' } });
});

test('another library verifies the signature, and none with another secret', () => {
  const now = Date.now();
  const credentials = { kind: 'standard-webhooks', secret: new Secret(secret) } as const;
  const { headers } = toWebhookRequest({ ...plain, credentials }, run, now);
  const given: Record<string, string> = headers;
  const other = `whsec_${Buffer.alloc(32, 'other').toString('base64')}`;

  expect(() => new Verifier(secret).verify(run.body, given)).not.toThrow();
  expect(() => new Verifier(other).verify(run.body, given)).toThrow('No matching signature');
});
