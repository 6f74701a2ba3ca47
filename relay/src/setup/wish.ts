import type { Hosting } from '../domain/sign-in-ways.ts';
import type { Secret } from '../lib/secret.ts';
import type { Transport } from '../lib/transport.ts';

/** What shall be there on the instance when setup is done. */
export interface Wish {
  readonly workspace: string;
  readonly connection: string;
  readonly url: string;
  readonly mode: 'app' | 'table';
  /** The way that the connection of this name has: without its proxy the instance may not be reached. */
  readonly transport: Transport | undefined;
  /** User name of the service account. */
  readonly account: string;
  readonly email: string;
  /** The least that the role matrix names for this mode. */
  readonly roles: readonly string[];
  /** Where the browser comes back to with an authorization code; one per connection. */
  readonly redirectUrl: string | undefined;
  readonly hosting: Hosting;
  /** A client of its own, the password of the account, or an agent that knows it. */
  readonly signIn: 'client' | 'password' | 'agent';
  /** Of the account, where it signs in with one and the relay was told. */
  readonly password: Secret | undefined;
  readonly client: OauthClient;
  /** The relay holds no secret of the entry that is there, or a new one is wanted. */
  readonly isNewSecret: boolean;
}

export interface OauthClient {
  readonly id: string;
  readonly secret: Secret;
}

/** Shown in the application registry; tells ours from others. */
export function entryName({
  workspace,
  connection,
}: Pick<Wish, 'workspace' | 'connection'>): string {
  return `Alert Relay ${workspace}/${connection}`;
}

/** In the comments of what setup made, so that --undo takes away nothing else. */
export function markOf({ workspace, connection }: Pick<Wish, 'workspace' | 'connection'>): string {
  return `Made by alert-relay setup for ${workspace}/${connection}`;
}

export const GRANT_PROPERTY = 'glide.oauth.inbound.client.credential.grant_type.enabled';
export const API_USER = 'x_alrt_relay.api_user';
