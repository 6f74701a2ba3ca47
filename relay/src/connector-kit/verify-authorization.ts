import { z } from 'zod';
import type { Delivery, Verdict } from './connector.ts';
import { verifyText } from './verify-text.ts';

/** A secret of a source that both sides type in. */
export const secretText = (description: string): z.ZodString =>
  z.string().min(16).meta({ description, secret: true });

/** For tools that do not sign: what their `Authorization` header must carry. */
export const Authorization = z.union([
  z.strictObject({ token: secretText('Sent by the tool as `Authorization: Bearer …`.') }),
  z.strictObject({
    user: z.string().min(1).meta({ description: 'User name of Basic authentication.' }),
    password: secretText('Password of Basic authentication.'),
  }),
]);
export type Authorization = z.output<typeof Authorization>;

export function verifyAuthorization(delivery: Delivery, expected: Authorization): Verdict {
  return verifyText(withScheme(delivery.headers['authorization']), headerFor(expected));
}

/** The scheme may be written in any case (RFC 9110, 11.1), and where people type it, it is. */
function withScheme(header: string | undefined): string | undefined {
  return header?.replace(/^bearer +/i, 'Bearer ').replace(/^basic +/i, 'Basic ');
}

function headerFor(expected: Authorization): string {
  if ('token' in expected) return `Bearer ${expected.token}`;
  const credentials = Buffer.from(`${expected.user}:${expected.password}`, 'utf8');
  return `Basic ${credentials.toString('base64')}`;
}
