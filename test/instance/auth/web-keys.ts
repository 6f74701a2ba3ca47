import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { newSysId } from '../engine/ids.ts';
import type { Engine } from '../engine/session.ts';
import { json, type Answer } from '../rest/answer.ts';
import { isObject } from '../rest/read-body.ts';
import { readSetting, writeSetting } from '../store/settings.ts';
import type { OAuthClient } from './oauth-clients.ts';

/** The instance's own key: signs tokens of clients whose token format is JWT, and is published for who checks them. */
interface OwnKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
}

const SETTING = 'signing key';

function ownKey(engine: Engine): OwnKey {
  const kept = readSetting(engine.store, SETTING);
  if (kept !== undefined) return readKey(kept);
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  // Threads may both get here; the one that writes first wins.
  return engine.store.write(() => {
    const other = readSetting(engine.store, SETTING);
    if (other !== undefined) return readKey(other);
    const text = JSON.stringify({ kid: newSysId(), pem });
    writeSetting(engine.store, SETTING, text);
    return readKey(text);
  });
}

function readKey(text: string): OwnKey {
  const { kid, pem }: { kid: string; pem: string } = JSON.parse(text);
  return { kid, privateKey: createPrivateKey(pem) };
}

/** `GET /api/now/oauth/jwks`: open to everybody, as such lists are. */
export function answerWebKeys(engine: Engine): Answer {
  const { kid, privateKey } = ownKey(engine);
  const key = createPublicKey(privateKey).export({ format: 'jwk' });
  return json(200, { keys: [{ ...key, kid, use: 'sig', alg: 'RS256' }] });
}

/** Which claims the platform writes is assumed; the token counts because it is known here, like any other. */
export function signToken(
  engine: Engine,
  client: OAuthClient,
  user: string,
  expiresAtMs: number,
): string {
  const { kid, privateKey } = ownKey(engine);
  const claims = {
    iss: engine.properties().get('glide.servlet.uri') ?? '',
    sub: engine.findUser(user)?.userName ?? user,
    aud: client.clientId,
    iat: Math.floor(engine.shared.nowMs() / 1000),
    exp: Math.floor(expiresAtMs / 1000),
    jti: newSysId(),
  };
  const head = [{ alg: 'RS256', typ: 'JWT', kid }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${head}.${sign('RSA-SHA256', Buffer.from(head), privateKey).toString('base64url')}`;
}

const FETCH_MS = 10_000;

/** Keys of an identity provider, kept for as long as the client says. A list that cannot be had holds no key. */
export function fetchedKeys(engine: Engine, client: OAuthClient, kid: unknown): KeyObject[] {
  if (client.jwksUrl === '') return [];
  const setting = `jwks ${client.sysId} ${client.jwksUrl}`;
  const now = engine.shared.nowMs();
  const kept = readSetting(engine.store, setting);
  const known: { until: number; keys: JsonWebKey[] } | undefined =
    kept === undefined ? undefined : JSON.parse(kept);
  const keys = known !== undefined && known.until > now ? known.keys : fetchKeys(engine, client);
  if (known === undefined || known.until <= now) {
    const until = now + client.jwksCacheMinutes * 60_000;
    writeSetting(engine.store, setting, JSON.stringify({ until, keys }));
  }
  return keys
    .filter((key) => typeof kid !== 'string' || key['kid'] === undefined || key['kid'] === kid)
    .flatMap(toKey);
}

function fetchKeys(engine: Engine, client: OAuthClient): JsonWebKey[] {
  const answer = engine.callOut({
    method: 'GET',
    url: client.jwksUrl,
    headers: { accept: 'application/json' },
    body: '',
    timeoutMs: FETCH_MS,
  });
  if (answer.kind !== 'answer' || answer.status !== 200) return [];
  try {
    const parsed: unknown = JSON.parse(answer.body);
    const keys: unknown = isObject(parsed) ? parsed['keys'] : undefined;
    return Array.isArray(keys) ? keys.filter(isObject) : [];
  } catch {
    return [];
  }
}

function toKey(key: JsonWebKey): KeyObject[] {
  try {
    return [createPublicKey({ key, format: 'jwk' })];
  } catch {
    return [];
  }
}
