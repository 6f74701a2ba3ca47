import type { Engine } from '../engine/session.ts';
import { textOf } from '../store/database.ts';

export interface OAuthClient {
  readonly sysId: string;
  readonly name: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly active: boolean;
  /** The "OAuth application user": who a client-credentials token speaks for. */
  readonly user: string;
  readonly accessLifetimeSeconds: number;
  readonly refreshLifetimeSeconds: number;
  readonly redirectUrls: readonly string[];
  readonly isPublic: boolean;
  /** Reaches only what its authentication scopes open. */
  readonly isSecurelyScoped: boolean;
  /** Column of sys_user that the subject of an assertion names. */
  readonly userField: string;
  readonly verifiesJti: boolean;
  readonly clockSkewSeconds: number;
  /** Where an identity provider publishes its keys. */
  readonly jwksUrl: string;
  readonly jwksCacheMinutes: number;
  /** Whether its access tokens are signed ones that others can read. */
  readonly wantsJwt: boolean;
}

export function findClient(engine: Engine, clientId: string): OAuthClient | undefined {
  return find(engine, 'client_id', clientId);
}

export function findClientById(engine: Engine, sysId: string): OAuthClient | undefined {
  return find(engine, 'sys_id', sysId);
}

function find(
  engine: Engine,
  column: 'client_id' | 'sys_id',
  value: string,
): OAuthClient | undefined {
  const row = engine.store.prepare(`SELECT * FROM oauth_entity WHERE ${column} = ?`).get(value);
  if (row === undefined) return undefined;
  return {
    sysId: textOf(row['sys_id']),
    name: textOf(row['name']),
    clientId: textOf(row['client_id']),
    clientSecret: textOf(row['client_secret']),
    active: textOf(row['active']) !== '0',
    user: textOf(row['user']),
    accessLifetimeSeconds: Number(row['access_token_lifespan'] ?? 1800),
    refreshLifetimeSeconds: Number(row['refresh_token_lifespan'] ?? 8_640_000),
    redirectUrls: textOf(row['redirect_url'])
      .split(/[\s,]+/)
      .filter((url) => url !== ''),
    isPublic: textOf(row['public_client']) === '1',
    isSecurelyScoped: textOf(row['scope_restriction_policy']) === 'securely',
    userField: textOf(row['user_field']) || 'user_name',
    verifiesJti: textOf(row['enable_jti_verification']) !== '0',
    clockSkewSeconds: Number(row['clock_skew'] ?? 300),
    jwksUrl: textOf(row['jwks_url']),
    jwksCacheMinutes: Number(row['jwks_cache_lifespan'] ?? 720),
    wantsJwt: textOf(row['token_format']) === 'jwt',
  };
}
