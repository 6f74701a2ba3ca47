import type { Connection, Credentials } from '../domain/configuration.ts';
import type { Clock } from '../lib/clock.ts';
import type { Outgoing } from '../lib/outgoing.ts';
import { createExchange } from './exchange.ts';
import { postForm, type Token, tokenUrlOf } from './request-token.ts';

export type CodeCredentials = Extract<Credentials, { kind: 'authorization-code' }>;

/** The second half of a sign-in: a code becomes tokens. */
export interface CodeRedeemer {
  redeem(
    connection: Connection,
    credentials: CodeCredentials,
    code: { readonly code: string; readonly redirectUri: string; readonly verifier: string },
  ): Promise<Token>;
}

export function createCodeRedeemer(deps: {
  readonly outgoing: Pick<Outgoing, 'send'>;
  readonly clock: Clock;
  readonly deadlineMs: number;
}): CodeRedeemer {
  const exchange = createExchange(deps);
  return {
    redeem: (connection, credentials, { code, redirectUri, verifier }) =>
      postForm({ exchange }, connection, credentials, {
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier,
      }),
  };
}

/** Where people sign in, and where the code is taken to. */
export function endpointsOf(connection: Connection, credentials: CodeCredentials) {
  return {
    authorizationUrl: credentials.authorizationUrl ?? `${connection.url}/oauth_auth.do`,
    tokenUrl: tokenUrlOf(connection, credentials),
    issuer: credentials.issuer ?? connection.url,
  };
}
