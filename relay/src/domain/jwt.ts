import { createHmac, createPrivateKey, type KeyObject, sign } from 'node:crypto';
import type { Secret } from '../lib/secret.ts';
import type { JwtAlgorithm } from './configuration.ts';

/** Short, so that one that is seen on its way is soon worth nothing; long enough for clocks that differ. */
const LIFE_SECONDS = 300;

export interface AssertionKey {
  readonly algorithm: JwtAlgorithm;
  readonly key: Secret;
  readonly keyId: string | undefined;
}

/**
 * The assertion of RFC 7523 as ServiceNow wants it: issuer and audience are the client id, the id is new
 * each time, since the instance takes each one once (servicenow-platform.md section 3).
 */
export function signAssertion(
  { algorithm, key, keyId }: AssertionKey,
  claims: { readonly clientId: string; readonly subject: string; readonly id: string },
  now: number,
): string {
  const seconds = Math.floor(now / 1000);
  const header = { alg: algorithm, typ: 'JWT', ...(keyId === undefined ? {} : { kid: keyId }) };
  const payload = {
    iss: claims.clientId,
    aud: claims.clientId,
    sub: claims.subject,
    jti: claims.id,
    iat: seconds,
    exp: seconds + LIFE_SECONDS,
  };
  const signed = `${toPart(header)}.${toPart(payload)}`;
  return `${signed}.${toSignature(algorithm, key, signed).toString('base64url')}`;
}

/** Whether the text is a key of the kind that the algorithm needs. */
export function isSigningKey(algorithm: JwtAlgorithm, key: Secret): boolean {
  if (algorithm.startsWith('HS')) return !key.reveal().startsWith('-----');
  const parsed = parseKey(key);
  if (algorithm.startsWith('RS')) return parsed?.asymmetricKeyType === 'rsa';
  const curve = { ES256: 'prime256v1', ES384: 'secp384r1' }[
    algorithm === 'ES384' ? 'ES384' : 'ES256'
  ];
  return parsed?.asymmetricKeyDetails?.namedCurve === curve;
}

function parseKey(key: Secret): KeyObject | undefined {
  try {
    return createPrivateKey(key.reveal());
  } catch {
    return undefined;
  }
}

function toPart(part: object): string {
  return Buffer.from(JSON.stringify(part), 'utf8').toString('base64url');
}

function toSignature(algorithm: JwtAlgorithm, key: Secret, signed: string): Buffer {
  const hash = `sha${algorithm.slice(2)}`;
  if (algorithm.startsWith('HS')) return createHmac(hash, key.reveal()).update(signed).digest();
  // RFC 7518 3.4: the two numbers of an ES signature as they are, not as ASN.1.
  return sign(hash, Buffer.from(signed), { key: key.reveal(), dsaEncoding: 'ieee-p1363' });
}
