import { createHash } from 'node:crypto';
import type { Engine } from '../engine/session.ts';
import { cached } from '../worker/shared-state.ts';
import { findToken } from './tokens.ts';
import { isPasswordRight } from './password.ts';
import type { User } from './users.ts';

export type Authentication =
  | { readonly kind: 'user'; readonly user: User }
  | { readonly kind: 'none' }
  | { readonly kind: 'refused' };

const NONE = { kind: 'none' } as const;
const REFUSED = { kind: 'refused' } as const;

/** Who is calling: Basic credentials or a bearer token. Every refusal looks the same to the caller. */
export function createAuthenticator(
  engine: Engine,
): (headers: Readonly<Record<string, string>>) => Authentication {
  const proven = cached(engine.shared, 'users', () => new Map<string, User>());
  const basic = (encoded: string): Authentication => {
    const key = createHash('sha256').update(encoded).digest('base64');
    const known = proven().get(key);
    if (known !== undefined) return { kind: 'user', user: known };
    const [, name, password] =
      /^([^:]*):([\s\S]*)$/.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
    const user = name === undefined ? undefined : engine.findUserByName(name);
    if (
      user === undefined ||
      password === undefined ||
      !isPasswordRight(user.passwordHash, password)
    )
      return REFUSED;
    if (!mayLogIn(engine, user) || isBasicRestricted(engine, user)) return REFUSED;
    proven().set(key, user);
    return { kind: 'user', user };
  };

  return (headers) => {
    const [, scheme = '', credentials = ''] =
      /^(\w+)\s+(.+)$/.exec(headers['authorization'] ?? '') ?? [];
    if (scheme === '') return NONE;
    if (scheme.toLowerCase() === 'basic') return basic(credentials.trim());
    if (scheme.toLowerCase() !== 'bearer') return REFUSED;
    const token = findToken(engine, 'access_token', credentials.trim());
    const user = token === undefined ? undefined : engine.findUser(token.user);
    return user !== undefined && mayLogIn(engine, user) ? { kind: 'user', user } : REFUSED;
  };
}

export function mayLogIn(engine: Engine, user: User): boolean {
  const resetBlocks =
    engine.properties().get('glide.authenticate.api.user.reset_password.mandatory') === 'true';
  return user.active && !user.lockedOut && !(user.passwordNeedsReset && resetBlocks);
}

/** servicenow-platform.md 0.1: enforced restriction asks for the explicit role; admin's wildcard does not count. */
function isBasicRestricted(engine: Engine, user: User): boolean {
  const property = (name: string): string =>
    engine.properties().get(`glide.authenticate.basic_auth.restriction.${name}`) ?? '';
  if (property('active') !== 'true' || property('enforce') !== 'true') return false;
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
