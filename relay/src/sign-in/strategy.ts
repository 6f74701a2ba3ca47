import { callbackify } from 'node:util';
import type { Request } from 'express';
import OAuth2Strategy from 'passport-oauth2';
import type { Connection } from '../domain/configuration.ts';
import { Secret } from '../lib/secret.ts';
import { type CodeCredentials, type CodeRedeemer, endpointsOf } from '../servicenow/redeem-code.ts';

/** What became of one step of the sign-in. */
export type Step =
  | { readonly kind: 'go to'; readonly url: string }
  | { readonly kind: 'signed in'; readonly refreshToken: Secret | undefined }
  | { readonly kind: 'refused'; readonly because: string }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface StrategyOptions {
  readonly connection: Connection;
  readonly credentials: CodeCredentials;
  /** One for each connection, so that the answer of one server cannot be taken for another's. */
  readonly redirectUri: string;
  readonly redeemer: CodeRedeemer;
}

/** All that passport-oauth2 looks at. */
export interface AskedStep {
  /** Code and state on the way back; empty on the way out. */
  readonly query: Readonly<Record<string, string>>;
  /** What it keeps between the two halves. */
  readonly session: Record<string, unknown>;
}

/**
 * passport-oauth2 with state and PKCE, which it leaves out unless both are asked for. Its own token
 * request goes through Node's `http`, past the check of addresses, proxies and masking: ours stands in
 * its place. A class, since the library hands its inside to subclasses only.
 */
class CheckedStrategy extends OAuth2Strategy {
  constructor(options: StrategyOptions) {
    const { connection, credentials, redirectUri, redeemer } = options;
    const { authorizationUrl, tokenUrl } = endpointsOf(connection, credentials);
    super(
      {
        authorizationURL: authorizationUrl,
        tokenURL: tokenUrl,
        clientID: credentials.clientId,
        clientSecret: credentials.clientSecret?.reveal() ?? '',
        callbackURL: redirectUri,
        ...(credentials.scope === undefined ? {} : { scope: credentials.scope }),
        state: true,
        pkce: true,
        skipUserProfile: true,
      },
      (
        _accessToken: string,
        refreshToken: string | undefined,
        _profile: unknown,
        verified: Verified,
      ) => verified(null, { refreshToken }),
    );
    Object.assign(this._oauth2, {
      getOAuthAccessToken: (code: string, given: object, callback: TokenCallback) => {
        const verifier = String(Object(given)['code_verifier'] ?? '');
        const redeem = callbackify(() =>
          redeemer.redeem(connection, credentials, { code, redirectUri, verifier }),
        );
        redeem((cause: unknown, token) => {
          if (cause === null) callback(null, token.access_token, token.refresh_token, token);
          else callback({ cause });
        });
      },
    });
  }

  /** Its own would look for fields of the `oauth` package in ours. */
  _createOAuthError(_message: string, error: { readonly cause: unknown }): unknown {
    return error.cause;
  }
}

type Verified = (error: null, user: object) => void;

type TokenCallback = (
  error: { readonly cause: unknown } | null,
  accessToken?: string,
  refreshToken?: string,
  results?: object,
) => void;

/** Runs one half of the sign-in: without a code in the query the way out, with one the way back. */
export function runStrategy(
  options: StrategyOptions,
  request: Request,
  { query, session }: AskedStep,
): Promise<Step> {
  return new Promise((resolve) => {
    // As passport does it: a strategy speaks through methods that the caller gives it.
    const acting: OAuth2Strategy = Object.assign(new CheckedStrategy(options), {
      redirect: (url: string) => resolve({ kind: 'go to', url }),
      success: (user: object) => resolve({ kind: 'signed in', refreshToken: refreshTokenOf(user) }),
      fail: (challenge: unknown) => resolve({ kind: 'refused', because: messageOf(challenge) }),
      error: (error: unknown) => resolve({ kind: 'failed', error }),
    });
    // Over the request, since Express computes `query` and lets nobody set it.
    const asked: Request = Object.create(request, {
      query: { value: query },
      session: { value: session },
    });
    acting.authenticate(asked);
  });
}

function refreshTokenOf(user: object): Secret | undefined {
  const token: unknown = Object(user)['refreshToken'];
  return typeof token === 'string' ? new Secret(token) : undefined;
}

function messageOf(challenge: unknown): string {
  const message: unknown = Object(challenge)['message'];
  return typeof message === 'string' ? message : 'the sign-in was refused';
}
