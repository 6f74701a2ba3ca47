import type { Connection, Credentials } from '../domain/configuration.ts';
import type { Clock } from '../lib/clock.ts';
import type { Authentication, Proof } from './authentication.ts';
import type { Exchange } from './exchange.ts';
import { isOauth, requestToken, type SignInMemory } from './request-token.ts';
import { type LiveSet, withStandby } from './standby.ts';
import { createTokenKeeper } from './token-keeper.ts';

export interface AuthenticationDeps {
  readonly exchange: Exchange;
  /** Another of two live sets signs calls in now. */
  readonly onTurn?: ((connection: Connection, set: LiveSet) => void) | undefined;
  readonly clock: Clock;
  readonly steadyClock: Clock;
  readonly signIns: SignInMemory;
}

export function createAuthentication(
  connection: Connection,
  deps: AuthenticationDeps,
): Authentication {
  const { credentials, standby } = connection;
  const first = authenticateWith(credentials, connection, deps);
  if (standby === undefined) return first;
  return withStandby(first, authenticateWith(standby, connection, deps), (set) =>
    deps.onTurn?.(connection, set),
  );
}

function authenticateWith(
  credentials: Credentials,
  connection: Connection,
  deps: AuthenticationDeps,
): Authentication {
  if (isOauth(credentials)) {
    return createTokenKeeper({
      steadyClock: deps.steadyClock,
      requestToken: (refreshToken) => requestToken(deps, connection, credentials, refreshToken),
    });
  }
  return always(toProof(credentials));
}

type FixedCredentials = Exclude<Credentials, { readonly clientId: string }>;

function toProof(credentials: FixedCredentials): Proof {
  switch (credentials.kind) {
    case 'basic': {
      // Sent with the first call: waiting to be asked by a 401 would cost a round trip each time.
      const pair = `${credentials.user}:${credentials.password.reveal()}`;
      const secret = Buffer.from(pair, 'utf8').toString('base64');
      return { headers: { authorization: `Basic ${secret}` }, secret };
    }
    case 'api-key': {
      const secret = credentials.apiKey.reveal();
      return { headers: { [credentials.header]: secret }, secret };
    }
    // The handshake of TLS says who we are.
    case 'certificate':
    // The agent adds what it alone knows.
    case 'agent':
      return { headers: {}, secret: '' };
  }
}

function always(proof: Proof): Authentication {
  return { authorize: () => Promise.resolve(proof), renew: () => false, tokens: () => [] };
}
