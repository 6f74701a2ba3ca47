import { timingSafeEqual } from 'node:crypto';
import type { Engine } from '../engine/session.ts';
import { bodyText, empty, json, type Answer, type Request } from '../rest/answer.ts';
import { scopesOf } from './auth-scopes.ts';
import { mayLogIn } from './may-log-in.ts';
import { provesChallenge, redeemCode } from './authorization-codes.ts';
import { userOfAssertion } from './jwt-bearer.ts';
import { checkPassword } from './lockout.ts';
import { findClient, type OAuthClient } from './oauth-clients.ts';
import { currentToken, expireToken, findToken, issueToken, type Token } from './tokens.ts';
import { signToken } from './web-keys.ts';

/** Every failure looks the same, whatever its cause (servicenow-platform.md 0.12). */
const denied: Answer = json(
  401,
  { error_description: 'access_denied', error: 'server_error' },
  {
    'content-type': 'application/json;charset=utf-8',
  },
);

/** `/oauth_token.do`: form posts only. */
export function answerTokenRequest(engine: Engine, request: Request): Answer {
  if (request.method !== 'POST') return denied;
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('application/x-www-form-urlencoded')) return denied;
  const form = readForm(engine, request);
  const client = findClient(engine, form.get('client_id') ?? '');
  if (client?.active !== true || !isProven(client, form)) return denied;
  const grantType = form.get('grant_type') ?? '';
  const grant = Object.hasOwn(grants, grantType) ? grants[grantType] : undefined;
  const granted = grant?.(engine, client, form);
  return granted === undefined ? denied : success(engine, client, granted);
}

interface Grant {
  readonly access: Token;
  readonly refresh: Token;
}

type DecideGrant = (
  engine: Engine,
  client: OAuthClient,
  form: URLSearchParams,
) => Grant | undefined;

const grants: Readonly<Record<string, DecideGrant>> = {
  password: grantPassword,
  refresh_token: grantRefresh,
  client_credentials: grantClientCredentials,
  authorization_code: grantCode,
  'urn:ietf:params:oauth:grant-type:jwt-bearer': grantAssertion,
};

/** Public clients have no secret; they prove themselves with what their code was asked for. */
function isProven(client: OAuthClient, form: URLSearchParams): boolean {
  const grantType = form.get('grant_type');
  if (client.isPublic && (grantType === 'authorization_code' || grantType === 'refresh_token'))
    return true;
  return isSecretRight(client, form.get('client_secret') ?? '');
}

function grantCode(engine: Engine, client: OAuthClient, form: URLSearchParams): Grant | undefined {
  const code = redeemCode(engine, form.get('code') ?? '');
  if (code === undefined || code.client !== client.sysId) return undefined;
  if ((form.get('redirect_uri') ?? code.redirectUri) !== code.redirectUri) return undefined;
  if (!provesChallenge(code.challenge, form.get('code_verifier') ?? '')) return undefined;
  const user = engine.findUser(code.user);
  return user === undefined || !mayLogIn(engine, user)
    ? undefined
    : tokensFor(engine, client, user.sysId);
}

function grantAssertion(
  engine: Engine,
  client: OAuthClient,
  form: URLSearchParams,
): Grant | undefined {
  const user = userOfAssertion(engine, client, form.get('assertion') ?? '');
  return user === undefined || !mayLogIn(engine, user)
    ? undefined
    : tokensFor(engine, client, user.sysId);
}

function grantPassword(
  engine: Engine,
  client: OAuthClient,
  form: URLSearchParams,
): Grant | undefined {
  if (engine.properties().get('glide.oauth.inbound.ropc.grant_type.disabled') === 'true')
    return undefined;
  const user = checkPassword(engine, form.get('username') ?? '', form.get('password') ?? '');
  if (user === undefined || !mayLogIn(engine, user)) return undefined;
  return tokensFor(engine, client, user.sysId);
}

function grantRefresh(
  engine: Engine,
  client: OAuthClient,
  form: URLSearchParams,
): Grant | undefined {
  const refresh = findToken(engine, 'refresh_token', form.get('refresh_token') ?? '');
  if (refresh === undefined || refresh.client !== client.sysId) return undefined;
  const user = engine.findUser(refresh.user);
  if (user === undefined || !mayLogIn(engine, user)) return undefined;
  return { access: accessFor(engine, client, user.sysId), refresh };
}

/** Needs the property (absent means no) and an application user on the client. */
function grantClientCredentials(engine: Engine, client: OAuthClient): Grant | undefined {
  const property = 'glide.oauth.inbound.client.credential.grant_type.enabled';
  if (engine.properties().get(property) !== 'true' || client.user === '') return undefined;
  const user = engine.findUser(client.user);
  return user === undefined || !mayLogIn(engine, user)
    ? undefined
    : tokensFor(engine, client, user.sysId);
}

function tokensFor(engine: Engine, client: OAuthClient, user: string): Grant {
  const refresh =
    currentToken(engine, 'refresh_token', user, client.sysId) ??
    issueToken(engine, 'refresh_token', user, client.sysId, client.refreshLifetimeSeconds);
  return { access: accessFor(engine, client, user), refresh };
}

function accessFor(engine: Engine, client: OAuthClient, user: string): Token {
  return (
    currentToken(engine, 'access_token', user, client.sysId) ??
    issueToken(
      engine,
      'access_token',
      user,
      client.sysId,
      client.accessLifetimeSeconds,
      client.wantsJwt ? (expiresAtMs) => signToken(engine, client, user, expiresAtMs) : undefined,
    )
  );
}

function success(engine: Engine, client: OAuthClient, grant: Grant): Answer {
  const left = Math.floor((grant.access.expiresAtMs - engine.shared.nowMs()) / 1000);
  return json(
    200,
    {
      access_token: grant.access.token,
      refresh_token: grant.refresh.token,
      scope: scopesOf(engine, client).join(' '),
      token_type: 'Bearer',
      expires_in: Math.max(0, left - 1),
    },
    {
      'content-type': 'application/json;charset=utf-8',
      'cache-control': 'no-store',
      pragma: 'no-cache',
    },
  );
}

/** `/oauth_revoke_token.do?token=…` asks for no credentials; a token that nobody knows is no error (assumed). */
export function answerRevocation(engine: Engine, request: Request): Answer {
  const form = new URLSearchParams(bodyText(request));
  const token = request.query.get('token') ?? form.get('token') ?? '';
  if (token !== '') expireToken(engine, token);
  return empty(200);
}

/** Parameters in the address count unless the property restricts them to the body. */
function readForm(engine: Engine, request: Request): URLSearchParams {
  const form = new URLSearchParams(bodyText(request));
  const basic = /^Basic\s+(.+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
  if (basic !== undefined && !form.has('client_id')) {
    const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString('utf8').split(':');
    form.set('client_id', decoded(id));
    form.set('client_secret', decoded(secret));
  }
  if (engine.properties().get('glide.oauth.allow.parameters.in.post.body.only') === 'true')
    return form;
  for (const [name, value] of request.query) if (!form.has(name)) form.set(name, value);
  return form;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function isSecretRight(client: OAuthClient, secret: string): boolean {
  const expected = Buffer.from(client.clientSecret);
  const given = Buffer.from(secret);
  return expected.length === given.length && timingSafeEqual(expected, given);
}
