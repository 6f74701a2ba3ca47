import { createHash } from 'node:crypto';
import type { Engine } from '../engine/session.ts';
import type { Request } from '../rest/answer.ts';
import { cached } from '../worker/shared-state.ts';
import { userOfApiKey } from './api-key.ts';
import { findSession } from './browser-session.ts';
import { checkPassword } from './lockout.ts';
import { mayLogIn } from './may-log-in.ts';
import { findClientById, type OAuthClient } from './oauth-clients.ts';
import { findToken } from './tokens.ts';
import type { User } from './users.ts';

export type Authentication =
  | {
      readonly kind: 'user';
      readonly user: User;
      /** Who the token was given to; absent for passwords and keys. */
      readonly client?: OAuthClient;
    }
  | { readonly kind: 'none' }
  | { readonly kind: 'refused' };

const NONE = { kind: 'none' } as const;
const REFUSED = { kind: 'refused' } as const;

/** Who is calling: Basic credentials, a bearer token, an API key or a browser. Every refusal looks the same. */
export function createAuthenticator(
  engine: Engine,
): (request: Pick<Request, 'method' | 'headers' | 'path'>) => Authentication {
  const basic = createBasic(engine);
  return ({ method, headers, path }) => {
    const key = headers['x-sn-apikey'];
    const [, scheme = '', credentials = ''] =
      /^(\w+)\s+(.+)$/.exec(headers['authorization'] ?? '') ?? [];
    if (scheme === '' && key !== undefined) return allowed(engine, userOfApiKey(engine, key, path));
    if (headers['authorization'] === undefined) return browser(engine, method, headers);
    if (scheme === '') return REFUSED;
    if (scheme.toLowerCase() === 'basic') return basic(credentials.trim());
    return scheme.toLowerCase() === 'bearer' ? bearer(engine, credentials.trim()) : REFUSED;
  };
}

function allowed(engine: Engine, user: User | undefined, client?: OAuthClient): Authentication {
  if (user === undefined || !mayLogIn(engine, user)) return REFUSED;
  return client === undefined ? { kind: 'user', user } : { kind: 'user', user, client };
}

/** A proven password is proven until a user changes; what the account may do is asked each time. */
function createBasic(engine: Engine): (encoded: string) => Authentication {
  const proven = cached(engine.shared, 'users', () => new Map<string, User>());
  return (encoded) => {
    const key = createHash('sha256').update(encoded).digest('base64');
    const known = proven().get(key);
    const [, name, password] =
      /^([^:]*):([\s\S]*)$/.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
    if (name === undefined || password === undefined) return REFUSED;
    const user = known ?? checkPassword(engine, name, password);
    if (user === undefined) return REFUSED;
    const given = isBasicRestricted(engine, user) ? REFUSED : allowed(engine, user);
    if (given.kind === 'user') proven().set(key, user);
    return given;
  };
}

/** Reading needs the cookie alone; whoever writes must also know the token of the page (assumed). */
function browser(engine: Engine, method: string, headers: Request['headers']): Authentication {
  const session = findSession(engine, headers);
  if (session === undefined) return NONE;
  const mayCall = ['GET', 'HEAD'].includes(method) || headers['x-usertoken'] === session.token;
  return mayCall ? { kind: 'user', user: session.user } : REFUSED;
}

function bearer(engine: Engine, text: string): Authentication {
  const token = findToken(engine, 'access_token', text);
  const client = token === undefined ? undefined : findClientById(engine, token.client);
  if (token === undefined || client?.active !== true) return REFUSED;
  return allowed(engine, engine.findUser(token.user), client);
}

/** servicenow-platform.md 0.1: enforced restriction asks for the explicit role; admin's wildcard does not count. */
function isBasicRestricted(engine: Engine, user: User): boolean {
  const property = (name: string): string =>
    engine.properties().get(`glide.authenticate.basic_auth.restriction.${name}`) ?? '';
  const date = property('enforcement_date');
  const isDue = date !== '' && Date.parse(`${date.replace(' ', 'T')}Z`) <= engine.shared.nowMs();
  if (property('active') !== 'true' || (property('enforce') !== 'true' && !isDue)) return false;
  if (user.webServiceAccessOnly) return false;
  const allowedUsers = property('allowed_users')
    .split(',')
    .map((name) => name.trim());
  if (allowedUsers.includes(user.userName) || allowedUsers.includes(user.sysId)) return false;
  const allowedRoles = (property('allowed_roles') || 'snc_basic_auth_api_access')
    .split(',')
    .map((name) => name.trim());
  return !allowedRoles.some((role) => user.grantedRoles.has(role));
}
