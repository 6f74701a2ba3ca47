import { z } from 'zod';
import type { Connection, Credentials } from '../domain/configuration.ts';
import { RelayError } from '../lib/errors.ts';
import { nameOf, type Exchange } from './exchange.ts';

/** RFC 6749 5.1. ServiceNow's life of a token is 1,800 s; what names none is taken to live as long. */
export const Token = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  expires_in: z.coerce.number().min(0).default(1_800),
});
export type Token = z.output<typeof Token>;

/** Asks for a token: with a refresh token where one is given, else with the credentials. */
export type RequestToken = (refreshToken: string | undefined) => Promise<Token>;

type OauthCredentials = Exclude<Credentials, { kind: 'basic' }>;

export async function requestToken(
  exchange: Exchange,
  connection: Connection,
  credentials: OauthCredentials,
  refreshToken: string | undefined,
): Promise<Token> {
  const attempted = 'get an OAuth token';
  const json = await exchange({
    connection,
    attempted,
    endpoint: 'token',
    method: 'POST',
    url: credentials.tokenUrl ?? `${connection.url}/oauth_token.do`,
    // In the body and never in the query string: new instances refuse the latter, logs keep it.
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(toForm(credentials, refreshToken)).toString(),
    secrets: refreshToken === undefined ? [] : [refreshToken],
  });
  const parsed = Token.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new RelayError(
    'SERVICENOW_UNEXPECTED_ANSWER',
    `Could not ${attempted} on connection ${nameOf(connection)}: the answer has no access_token. Check the token address of the connection.`,
  );
}

function toForm(
  credentials: OauthCredentials,
  refreshToken: string | undefined,
): Record<string, string> {
  const client = {
    client_id: credentials.clientId,
    client_secret: credentials.clientSecret.reveal(),
  };
  if (refreshToken !== undefined) {
    return { grant_type: 'refresh_token', ...client, refresh_token: refreshToken };
  }
  if (credentials.kind === 'client-credentials') {
    return { grant_type: 'client_credentials', ...client };
  }
  return {
    grant_type: 'password',
    ...client,
    username: credentials.user,
    password: credentials.password.reveal(),
  };
}
