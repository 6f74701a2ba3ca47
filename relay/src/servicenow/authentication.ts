import type { Connection } from '../domain/configuration.ts';
import type { Clock } from '../lib/clock.ts';
import type { Exchange } from './exchange.ts';
import { requestToken } from './request-token.ts';
import { createTokenKeeper } from './token-keeper.ts';

/** Signs calls to one instance in, with one set of credentials. */
export interface Authentication {
  /** The value of the one Authorization header; gets a token first where one is needed. */
  authorize(): Promise<string>;
  /** The instance refused this value. True when the next `authorize` gives another one. */
  renew(refused: string): boolean;
}

export function createAuthentication(
  connection: Connection,
  deps: { readonly exchange: Exchange; readonly steadyClock: Clock },
): Authentication {
  const { credentials } = connection;
  if (credentials.kind !== 'basic') {
    return createTokenKeeper({
      steadyClock: deps.steadyClock,
      requestToken: (refreshToken) =>
        requestToken(deps.exchange, connection, credentials, refreshToken),
    });
  }
  // Sent with the first call: waiting to be asked by a 401 would cost a round trip each time.
  const pair = `${credentials.user}:${credentials.password.reveal()}`;
  const value = `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
  return { authorize: () => Promise.resolve(value), renew: () => false };
}
