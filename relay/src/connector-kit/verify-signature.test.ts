import { Buffer } from 'node:buffer';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { signaturesOf } from './signatures-of.ts';
import { isRecent, verifySignature } from './verify-signature.ts';
import { verifyStandardWebhook } from './verify-standard-webhook.ts';

// Inputs of grafana/alerting http/hmac_test.go, computed from its code.
const plain = '3bcebf43c85d20bba6e3b6ba278af1d2ba3ab0d57de271b0ad30b833e851c5a6';
const timed = 'ac18a483a582b60a883e974541afe25aa1026136163e94665649743324183ef1';

const message = { key: 'secret', encoding: 'hex' } as const;

test('a public vector is genuine', () => {
  const verdict = verifySignature({ ...message, parts: ['test message'], signatures: [plain] });

  expect(verdict).toEqual({ kind: 'genuine' });
});

test('what is signed may have several parts', () => {
  const parts = ['0:', Buffer.from('test message')];

  expect(verifySignature({ ...message, parts, signatures: [timed] })).toEqual({ kind: 'genuine' });
});

test('one matching signature among several is enough, none is missing', () => {
  const check = (signatures: readonly string[]) =>
    verifySignature({ ...message, parts: ['test message'], signatures });

  expect(check(['00', plain])).toEqual({ kind: 'genuine' });
  expect(check(['00'])).toMatchObject({ because: 'mismatch' });
  expect(check([])).toMatchObject({ because: 'missing' });
});

test('only signatures of the version that we know are read', () => {
  expect(signaturesOf('v1=AA, v1=bb,v2=cc', 'v1=')).toEqual(['aa', 'bb']);
  expect(signaturesOf(undefined, 'v1=')).toEqual([]);
});

test.each([
  [1_000, true],
  [1_300, true],
  [700, true],
  [1_301, false],
  [699, false],
  [Number.NaN, false],
])('a timestamp of second %s is within five minutes of second 1000: %s', (seconds, expected) => {
  expect(isRecent(seconds * 1_000, 1_000_000)).toBe(expected);
});

describe('a Standard Webhook', () => {
  // The vector of the Svix documentation.
  const secrets = ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'];
  const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
  const signature = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
  const delivery = {
    method: 'POST',
    suffix: '',
    query: {},
    headers: {
      'webhook-id': id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': `v1,AAAA v1a,BBBB ${signature}`,
    },
    body: Buffer.from('{"test": 2432232314}'),
    receivedAt: 1_614_265_330_000,
  };

  test('is genuine under either family of header names', () => {
    const headers = {
      'svix-id': id,
      'svix-timestamp': '1614265330',
      'svix-signature': signature,
    };

    expect(verifyStandardWebhook(delivery, secrets)).toEqual({ kind: 'genuine' });
    expect(verifyStandardWebhook({ ...delivery, headers }, secrets)).toEqual({ kind: 'genuine' });
  });

  test('is stale after five minutes, and a mismatch when a byte of body or id changed', () => {
    const late = { ...delivery, receivedAt: delivery.receivedAt + 300_001 };
    const changed = { ...delivery, body: Buffer.from('{"test": 2432232315}') };
    const renamed = { ...delivery, headers: { ...delivery.headers, 'webhook-id': 'msg_other' } };

    expect(verifyStandardWebhook(late, secrets)).toMatchObject({ because: 'stale' });
    expect(verifyStandardWebhook(changed, secrets)).toMatchObject({ because: 'mismatch' });
    expect(verifyStandardWebhook(renamed, secrets)).toMatchObject({ because: 'mismatch' });
    expect(verifyStandardWebhook({ ...delivery, headers: {} }, secrets)).toMatchObject({
      because: 'missing',
    });
  });

  test('that the reference library signed is genuine', () => {
    const at = new Date(1_795_000_000_000);
    const body = JSON.stringify({ text: 'ünïcode', html: '<&>' });
    const headers = {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(at.getTime() / 1_000),
      'webhook-signature': new Webhook(secrets[0] ?? '').sign('msg_1', at, body),
    };
    const sent = { ...delivery, headers, body: Buffer.from(body), receivedAt: at.getTime() };

    expect(verifyStandardWebhook(sent, secrets)).toEqual({ kind: 'genuine' });
  });
});
