import type { Engine } from '../engine/session.ts';
import { textOf } from '../store/database.ts';

export interface OAuthClient {
  readonly sysId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly active: boolean;
  /** The "OAuth application user": who a client-credentials token speaks for. */
  readonly user: string;
  readonly accessLifetimeSeconds: number;
  readonly refreshLifetimeSeconds: number;
  readonly redirectUrls: readonly string[];
  readonly isPublic: boolean;
}

export function findClient(engine: Engine, clientId: string): OAuthClient | undefined {
  const row = engine.store.prepare('SELECT * FROM oauth_entity WHERE client_id = ?').get(clientId);
  if (row === undefined) return undefined;
  return {
    sysId: textOf(row['sys_id']),
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
  };
}
