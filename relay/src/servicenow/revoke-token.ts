import { nameOf } from '../domain/connection-name.ts';
import type { Connection } from '../domain/configuration.ts';
import type { Clock } from '../lib/clock.ts';
import { RelayError } from '../lib/errors.ts';
import { type AgentWay, sendOnce } from './exchange.ts';
import type { Outgoing } from '../lib/outgoing.ts';
import { readAnswer } from './read-answer.ts';

export interface RevokeDeps {
  readonly outgoing: Pick<Outgoing, 'send'>;
  readonly agents?: AgentWay;
  readonly clock: Clock;
  readonly deadlineMs: number;
}

/**
 * Ends an access or refresh token at the instance. The endpoint asks for nobody's credentials and wants
 * the token in its query string; afterwards the token is worth nothing to who reads that in a log.
 * https://www.servicenow.com/docs/r/platform-security/authentication/t_RevokeOAuthToken.html
 */
export async function revokeToken(
  deps: RevokeDeps,
  connection: Connection,
  token: string,
): Promise<void> {
  const query = new URLSearchParams({ token });
  const { status, headers, body } = await sendOnce(deps, {
    connection,
    attempted: 'revoke a token',
    endpoint: 'token',
    method: 'POST',
    url: `${connection.url}/oauth_revoke_token.do?${query.toString()}`,
    headers: {},
  });
  const { page } = readAnswer({ status, headers, text: body.toString('utf8') }, (text) => text);
  // What a success looks like is not written down, but a sleeping instance says 200 as well.
  const isOfInstance = page === undefined || page === 'other';
  if (status < 300 && isOfInstance) return;
  const what = isOfInstance ? status : `${status} with a web page (${page})`;
  throw new RelayError(
    'SERVICENOW_UNEXPECTED_ANSWER',
    `Could not revoke a token of connection ${nameOf(connection)}: the instance answered ${what}. It ends by itself; System OAuth, Manage Tokens ends it now.`,
  );
}
