import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { Secret } from '../lib/secret.ts';
import { jwtAlgorithms } from './configuration.ts';
import { isSigningKey, signAssertion } from './jwt.ts';

const pem = { type: 'pkcs8', format: 'pem' } as const;
const rsa = String(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(pem));
const p256 = String(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export(pem));
const p384 = String(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export(pem));
const shared = 'a secret that both know, and nobody else in the world does, of 64 bytes or more';
const now = Date.UTC(2026, 10, 28);

function keyFor(algorithm: string): string {
  if (algorithm.startsWith('HS')) return shared;
  if (algorithm.startsWith('RS')) return rsa;
  return algorithm === 'ES256' ? p256 : p384;
}

test.each(jwtAlgorithms)(
  'jose, which is not ours, accepts an assertion signed by %s',
  async (algorithm) => {
    const key = keyFor(algorithm);
    const claims = { clientId: 'client-1', subject: 'relay', id: 'once' };

    const assertion = signAssertion({ algorithm, key: new Secret(key), keyId: 'k1' }, claims, now);

    const verifier = algorithm.startsWith('HS') ? Buffer.from(key) : createPublicKey(key);
    const { payload, protectedHeader } = await jwtVerify(assertion, verifier, {
      currentDate: new Date(now),
      issuer: 'client-1',
      audience: 'client-1',
    });
    expect(protectedHeader).toEqual({ alg: algorithm, typ: 'JWT', kid: 'k1' });
    expect(payload).toMatchObject({
      sub: 'relay',
      jti: 'once',
      iat: now / 1000,
      exp: now / 1000 + 300,
    });
  },
);

test.each([
  ['RS256', rsa, true],
  ['RS256', p256, false],
  ['RS256', shared, false],
  ['ES256', p256, true],
  ['ES256', p384, false],
  ['ES384', p384, true],
  ['HS256', shared, true],
  ['HS256', rsa, false],
] as const)('%s with such a key: case %#', (algorithm, key, fits) => {
  expect(isSigningKey(algorithm, new Secret(key))).toBe(fits);
});
