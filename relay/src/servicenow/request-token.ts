import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { nameOf } from '../domain/connection-name.ts';
import type { Connection, Credentials } from '../domain/configuration.ts';
import { signAssertion } from '../domain/jwt.ts';
import type { Clock } from '../lib/clock.ts';
import { RelayError } from '../lib/errors.ts';
import { Secret } from '../lib/secret.ts';
import { type Exchange } from './exchange.ts';

/** RFC 6749 5.1. ServiceNow's life of a token is 1,800 s; what names none is taken to live as long. */
export const Token = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  expires_in: z.coerce.number().min(0).default(1_800),
});
export type Token = z.output<typeof Token>;

/** Asks for a token: with a refresh token where one is given, else with the credentials. */
export type RequestToken = (refreshToken: string | undefined) => Promise<Token>;

/** What a person's sign-in left behind; it outlives the process. */
export interface SignInMemory {
  /** Of a new sign-in; durable when it resolves. */
  record(connection: Connection, refreshToken: Secret): Promise<void>;
  /**
   * Shows the newest refresh token of a connection to `show`, which gives the one to keep from now on.
   * One at a time, whichever process asks: servers that give a new one with each answer end the whole
   * sign-in when an old one is shown again. Durable when it resolves.
   */
  renew<Result>(
    connection: Connection,
    show: (newest: Secret | undefined) => Promise<Renewed<Result>>,
  ): Promise<Result>;
}

export interface Renewed<Result> {
  readonly result: Result;
  /** Absent where the one that was shown stays. */
  readonly next: Secret | undefined;
}

export interface RequestTokenDeps {
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly signIns: SignInMemory;
}

type OauthCredentials = Extract<Credentials, { readonly clientId: string }>;

export function isOauth(credentials: Credentials): credentials is OauthCredentials {
  return 'clientId' in credentials;
}

/** Where the connection asks for tokens. */
export function tokenUrlOf(connection: Connection, credentials: OauthCredentials): string {
  return credentials.tokenUrl ?? `${connection.url}/oauth_token.do`;
}

export async function requestToken(
  deps: RequestTokenDeps,
  connection: Connection,
  credentials: OauthCredentials,
  refreshToken: string | undefined,
): Promise<Token> {
  if (credentials.kind === 'authorization-code') {
    return requestAgain(deps, connection, credentials, refreshToken);
  }
  const form =
    refreshToken === undefined
      ? toForm(credentials, deps.clock.now())
      : toRefreshForm(refreshToken);
  return postForm(deps, connection, credentials, form);
}

/** Without a person only the refresh token of the last sign-in gets another one. */
async function requestAgain(
  deps: RequestTokenDeps,
  connection: Connection,
  credentials: OauthCredentials,
  held: string | undefined,
): Promise<Token> {
  return deps.signIns.renew(connection, async (newest) => {
    // Another process may have been given a newer one since.
    const refreshToken = newest?.reveal() ?? held;
    if (refreshToken === undefined) throw signInNeeded(connection, 'nobody has signed in yet');
    const token = await postForm(deps, connection, credentials, toRefreshForm(refreshToken)).catch(
      (error: unknown) => {
        const isRefused = error instanceof RelayError && error.code === 'SERVICENOW_UNAUTHORIZED';
        if (!isRefused) throw error;
        throw signInNeeded(connection, 'the refresh token of the last sign-in is over', error);
      },
    );
    const { refresh_token: given = refreshToken } = token;
    return { result: token, next: given === refreshToken ? undefined : new Secret(given) };
  });
}

function signInNeeded(connection: Connection, because: string, cause?: unknown): RelayError {
  return new RelayError(
    'SERVICENOW_SIGN_IN_NEEDED',
    `Could not get an OAuth token on connection ${nameOf(connection)}: ${because}. Sign in with "alert-relay connect ${connection.name}"; jobs wait meanwhile.`,
    { cause, details: { connection: nameOf(connection), isRefused: cause !== undefined } },
  );
}

/** One form post to the token endpoint, with the client's own credentials added. */
export async function postForm(
  { exchange }: Pick<RequestTokenDeps, 'exchange'>,
  connection: Connection,
  credentials: OauthCredentials,
  form: Readonly<Record<string, string>>,
): Promise<Token> {
  const attempted = 'get an OAuth token';
  const { clientId, clientSecret } = credentials;
  const client = {
    client_id: clientId,
    ...(clientSecret === undefined ? {} : { client_secret: clientSecret.reveal() }),
  };
  const json = await exchange({
    connection,
    attempted,
    endpoint: 'token',
    method: 'POST',
    url: tokenUrlOf(connection, credentials),
    // In the body and never in the query string: new instances refuse the latter, logs keep it.
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ ...client, ...form }).toString(),
    secrets: ['refresh_token', 'code', 'code_verifier', 'assertion'].flatMap(
      (name) => form[name] ?? [],
    ),
  });
  const parsed = Token.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new RelayError(
    'SERVICENOW_UNEXPECTED_ANSWER',
    `Could not ${attempted} on connection ${nameOf(connection)}: the answer has no access_token. Check the token address of the connection.`,
  );
}

function toRefreshForm(refreshToken: string): Record<string, string> {
  return { grant_type: 'refresh_token', refresh_token: refreshToken };
}

function toForm(
  credentials: Exclude<OauthCredentials, { kind: 'authorization-code' }>,
  now: number,
): Record<string, string> {
  switch (credentials.kind) {
    case 'client-credentials':
      return { grant_type: 'client_credentials', ...scopeOf(credentials) };
    case 'password':
      return {
        grant_type: 'password',
        username: credentials.user,
        password: credentials.password.reveal(),
        ...scopeOf(credentials),
      };
    case 'jwt-bearer':
      return {
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: signAssertion(credentials, { ...credentials, id: randomUUID() }, now),
      };
  }
}

function scopeOf({ scope }: { readonly scope: string | undefined }): Record<string, string> {
  return scope === undefined ? {} : { scope };
}

/** Where there is no store nobody can have signed in. */
export const noSignIns: SignInMemory = {
  record: () => Promise.resolve(),
  renew: async (_connection, show) => (await show(undefined)).result,
};
