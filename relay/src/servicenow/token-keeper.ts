import type { Clock } from '../lib/clock.ts';
import { RelayError } from '../lib/errors.ts';
import type { Authentication, Proof } from './authentication.ts';
import type { RequestToken, Token } from './request-token.ts';

/** A token is replaced this long before it ends, or at nine tenths of a short life. */
const MARGIN_MS = 60_000;

/**
 * How long a refusal stands before we ask again: ServiceNow locks an account after five failed
 * logins, and every waiting job would be one. New credentials make a new keeper and wait for nothing.
 */
const REFUSAL_STANDS_MS = 10_000;

interface Held {
  readonly proof: Proof;
  readonly refreshToken: string | undefined;
  readonly renewAt: number;
}

/**
 * Keeps one OAuth token fresh. States: *empty* → (authorize) → *asking* → *held* → (margin reached,
 * or refused by the instance) → *asking* …; a refusal leads from *asking* to *empty*, any other failure leaves things as they were. However
 * many call `authorize` in *asking*, there is one request.
 */
export function createTokenKeeper(deps: {
  readonly steadyClock: Clock;
  readonly requestToken: RequestToken;
}): Authentication {
  const { steadyClock, requestToken } = deps;
  let held: Held | undefined;
  let asking: Promise<Held> | undefined;
  let refusal: { readonly error: RelayError; readonly until: number } | undefined;

  async function ask(refreshToken: string | undefined): Promise<Held> {
    const askedAt = steadyClock.now();
    try {
      const token = await requestFirstWith(refreshToken);
      held = toHeld(token, refreshToken, askedAt);
      return held;
    } catch (error) {
      // After any other failure the refresh token is as good as before.
      if (isRefusal(error)) {
        held = undefined;
        refusal = { error, until: steadyClock.now() + REFUSAL_STANDS_MS };
      }
      throw error;
    } finally {
      asking = undefined;
    }
  }

  /** A refresh token ends without notice after its hundred days, or when somebody revokes it. */
  async function requestFirstWith(refreshToken: string | undefined): Promise<Token> {
    if (refreshToken === undefined) return requestToken(undefined);
    try {
      return await requestToken(refreshToken);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return requestToken(undefined);
    }
  }

  return {
    async authorize() {
      const now = steadyClock.now();
      if (asking === undefined && held !== undefined && now < held.renewAt) {
        return held.proof;
      }
      if (refusal !== undefined && now < refusal.until) throw refusal.error;
      asking ??= ask(held?.refreshToken);
      return (await asking).proof;
    },
    renew(refused) {
      // Of many calls refused with one token, the first ends it and the others find it gone.
      if (held?.proof === refused) held = { ...held, renewAt: 0 };
      return true;
    },
    tokens: () => [held?.proof.secret, held?.refreshToken].filter((one) => one !== undefined),
  };
}

function isRefusal(error: unknown): error is RelayError {
  return error instanceof RelayError && error.code === 'SERVICENOW_UNAUTHORIZED';
}

function toHeld(token: Token, previousRefreshToken: string | undefined, askedAt: number): Held {
  const lifeMs = token.expires_in * 1_000;
  return {
    proof: {
      headers: { authorization: `Bearer ${token.access_token}` },
      secret: token.access_token,
    },
    refreshToken: token.refresh_token ?? previousRefreshToken,
    renewAt: askedAt + lifeMs - Math.min(MARGIN_MS, lifeMs / 10),
  };
}
