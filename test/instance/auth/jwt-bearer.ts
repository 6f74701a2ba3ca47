import { createHmac, createPublicKey, timingSafeEqual, verify, type KeyObject } from 'node:crypto';
import { requireTable } from '../dictionary/dictionary.ts';
import { newSysId } from '../engine/ids.ts';
import type { Engine } from '../engine/session.ts';
import { formatUtc } from '../query/date-operators.ts';
import { isObject } from '../rest/read-body.ts';
import { quoted, textOf } from '../store/database.ts';
import { insertRow } from '../store/records.ts';
import { toValues } from '../store/rows.ts';
import type { OAuthClient } from './oauth-clients.ts';
import type { User } from './users.ts';
import { fetchedKeys } from './web-keys.ts';

interface Assertion {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly signed: string;
  readonly signature: Buffer;
}

/** Whom an assertion speaks for, if it is signed, meant for this client, in time and not used before. */
export function userOfAssertion(
  engine: Engine,
  client: OAuthClient,
  text: string,
): User | undefined {
  const assertion = readAssertion(text);
  if (assertion === undefined) return undefined;
  const isSigned =
    keysOf(engine, client, assertion).some((key) => isSignedBy(assertion, key)) ||
    fetchedKeys(engine, client, assertion.header['kid']).some((key) =>
      isSignedWith(assertion, key),
    );
  if (!isSigned || !isMeantFor(client, assertion) || !isInTime(engine, client, assertion))
    return undefined;
  const user = userOfSubject(engine, client, textClaim(assertion, 'sub'));
  // Measured: "Grant access to admin is not allowed".
  if (user === undefined || user.isAdmin) return undefined;
  return isFirstUse(engine, client, assertion) ? user : undefined;
}

function readAssertion(text: string): Assertion | undefined {
  const [header = '', claims = '', signature = '', more] = text.split('.');
  const parsedHeader = decoded(header);
  const parsedClaims = decoded(claims);
  if (parsedHeader === undefined || parsedClaims === undefined || more !== undefined)
    return undefined;
  return {
    header: parsedHeader,
    claims: parsedClaims,
    signed: `${header}.${claims}`,
    signature: Buffer.from(signature, 'base64url'),
  };
}

function decoded(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Keys are rows of jwt_verifier_map: a shared secret, or a public key or certificate in PEM (assumed there). */
function keysOf(engine: Engine, client: OAuthClient, assertion: Assertion): string[] {
  const rows = engine.store
    .prepare('SELECT * FROM jwt_verifier_map WHERE oauth_jwt = ?')
    .all(client.sysId)
    .map(toValues);
  const kid = assertion.header['kid'];
  return rows
    .filter((row) => typeof kid !== 'string' || (row['kid'] ?? '') === '' || row['kid'] === kid)
    .map((row) => row['shared_key'] ?? '');
}

function isSignedBy(assertion: Assertion, key: string): boolean {
  const [, bits] = /^HS(256|384|512)$/.exec(textOfUnknown(assertion.header['alg'])) ?? [];
  if (key === '') return false;
  if (bits !== undefined) return key.startsWith('-----') ? false : isHmac(assertion, bits, key);
  try {
    return isSignedWith(assertion, createPublicKey(key));
  } catch {
    return false;
  }
}

/** RS and ES; the kind of key must be the one that the algorithm names. */
function isSignedWith(assertion: Assertion, key: KeyObject): boolean {
  const [, family, bits] =
    /^(RS|ES)(256|384|512)$/.exec(textOfUnknown(assertion.header['alg'])) ?? [];
  if (bits === undefined || key.asymmetricKeyType !== (family === 'RS' ? 'rsa' : 'ec'))
    return false;
  const data = Buffer.from(assertion.signed);
  return verify(`sha${bits}`, data, { key, dsaEncoding: 'ieee-p1363' }, assertion.signature);
}

function isHmac(assertion: Assertion, bits: string, key: string): boolean {
  const expected = createHmac(`sha${bits}`, key).update(assertion.signed).digest();
  return (
    expected.length === assertion.signature.length && timingSafeEqual(expected, assertion.signature)
  );
}

function isMeantFor(client: OAuthClient, assertion: Assertion): boolean {
  const audience = assertion.claims['aud'];
  const audiences: readonly unknown[] = Array.isArray(audience) ? audience : [audience];
  return assertion.claims['iss'] === client.clientId && audiences.includes(client.clientId);
}

function isInTime(engine: Engine, client: OAuthClient, assertion: Assertion): boolean {
  const now = engine.shared.nowMs() / 1000;
  const { exp, nbf } = assertion.claims;
  if (typeof exp !== 'number' || exp + client.clockSkewSeconds < now) return false;
  return typeof nbf !== 'number' || nbf - client.clockSkewSeconds <= now;
}

function userOfSubject(engine: Engine, client: OAuthClient, subject: string): User | undefined {
  if (subject === '') return undefined;
  if (requireTable(engine.dictionary(), 'sys_user').columns.get(client.userField) === undefined)
    return undefined;
  const row = engine.store
    .prepare(`SELECT sys_id FROM sys_user WHERE ${quoted(client.userField)} = ?`)
    .get(subject);
  return row === undefined ? undefined : engine.findUser(textOf(row['sys_id']));
}

/** Each assertion is good once, as long as it has not expired. */
function isFirstUse(engine: Engine, client: OAuthClient, assertion: Assertion): boolean {
  if (!client.verifiesJti) return true;
  const jti = textClaim(assertion, 'jti');
  if (jti === '') return false;
  const table = requireTable(engine.dictionary(), 'oauth_jti');
  return engine.store.write(() => {
    if (engine.store.prepare('SELECT sys_id FROM oauth_jti WHERE jti = ?').get(jti) !== undefined)
      return false;
    const expires = formatUtc(Number(assertion.claims['exp']) * 1000);
    insertRow(engine.store, table, { sys_id: newSysId(), jti, expires });
    return true;
  });
}

function textClaim(assertion: Assertion, name: string): string {
  return textOfUnknown(assertion.claims[name]);
}

function textOfUnknown(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
