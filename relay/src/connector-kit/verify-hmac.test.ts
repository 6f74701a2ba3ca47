import { Buffer } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import { isWithin, signaturesOf, verifyHmac } from './verify-hmac.ts';
import { verifyStandardWebhook } from './verify-standard-webhook.ts';

// Inputs of grafana/alerting http/hmac_test.go, computed from its code.
const plain = '3bcebf43c85d20bba6e3b6ba278af1d2ba3ab0d57de271b0ad30b833e851c5a6';
const timed = 'ac18a483a582b60a883e974541afe25aa1026136163e94665649743324183ef1';

const message = { secret: 'secret', encoding: 'hex' } as const;

test('a public vector is genuine, in either case of the letters', () => {
  for (const signature of [plain, plain.toUpperCase()]) {
    const verdict = verifyHmac({ ...message, signed: ['test message'], signatures: [signature] });
    expect(verdict).toEqual({ kind: 'genuine' });
  }
});

test('what is signed may have several parts', () => {
  const signed = ['0:', Buffer.from('test message')];

  expect(verifyHmac({ ...message, signed, signatures: [timed] })).toEqual({ kind: 'genuine' });
});

test('one matching signature among several is enough, none is missing', () => {
  const signed = ['test message'];

  expect(verifyHmac({ ...message, signed, signatures: ['00', plain] }).kind).toBe('genuine');
  expect(verifyHmac({ ...message, signed, signatures: ['00'] })).toMatchObject({
    because: 'mismatch',
  });
  expect(verifyHmac({ ...message, signed, signatures: [] })).toMatchObject({ because: 'missing' });
});

test('only signatures of the version that we know are read', () => {
  const versions = { separator: / *, */, prefix: 'v1=' };

  expect(signaturesOf('v1=aa, v1=bb,v2=cc', versions)).toEqual(['aa', 'bb']);
  expect(signaturesOf(undefined, versions)).toEqual([]);
});

test.each([
  ['1000', true],
  ['1300', true],
  ['700', true],
  ['1301', false],
  ['699', false],
  ['1e3', false],
  ['', false],
  [undefined, false],
])('a timestamp of %s is within five minutes of second 1000: %s', (seconds, expected) => {
  expect(isWithin(seconds, 1_000_000, 300_000)).toBe(expected);
});

describe('a Standard Webhook', () => {
  // The vector of the Svix documentation.
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
  const signature = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
  const delivery = {
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

    expect(verifyStandardWebhook(delivery, secret)).toEqual({ kind: 'genuine' });
    expect(verifyStandardWebhook({ ...delivery, headers }, secret)).toEqual({ kind: 'genuine' });
  });

  test('is stale after five minutes, and a mismatch when a byte of body or id changed', () => {
    const late = { ...delivery, receivedAt: delivery.receivedAt + 300_001 };
    const changed = { ...delivery, body: Buffer.from('{"test": 2432232315}') };
    const renamed = { ...delivery, headers: { ...delivery.headers, 'webhook-id': 'msg_other' } };

    expect(verifyStandardWebhook(late, secret)).toMatchObject({ because: 'stale' });
    expect(verifyStandardWebhook(changed, secret)).toMatchObject({ because: 'mismatch' });
    expect(verifyStandardWebhook(renamed, secret)).toMatchObject({ because: 'mismatch' });
    expect(verifyStandardWebhook({ ...delivery, headers: {} }, secret)).toMatchObject({
      because: 'missing',
    });
  });
});
