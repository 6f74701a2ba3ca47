import { z } from 'zod';
import type { Delivery, Verdict } from './connector.ts';
import { Authorization, secretText, verifyAuthorization } from './verify-authorization.ts';
import { verifyText } from './verify-text.ts';

/** For tools that can be given nothing but a URL. Proxies write URLs to logs: a header is better. */
export const QueryToken = z.strictObject({
  queryToken: secretText('Sent by the tool in its URL, `?token=…`.'),
});

export const AuthorizationOrQuery = z.union([QueryToken, Authorization]);
export type AuthorizationOrQuery = z.output<typeof AuthorizationOrQuery>;

export function verifyAuthorizationOrQuery(
  delivery: Delivery,
  expected: AuthorizationOrQuery,
): Verdict {
  return 'queryToken' in expected
    ? verifyText(delivery.query['token'], expected.queryToken)
    : verifyAuthorization(delivery, expected);
}
