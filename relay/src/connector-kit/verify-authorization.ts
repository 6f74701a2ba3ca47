import { z } from 'zod';
import { isSameText } from '../lib/digest.ts';
import type { Delivery, Verdict } from './connector.ts';

const secretText = (description: string): z.ZodString =>
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

/** Compares digests, so that neither content nor length leaks through timing. */
export function verifyAuthorization(delivery: Delivery, expected: Authorization): Verdict {
  const header = delivery.headers['authorization'];
  if (header === undefined) return { kind: 'refused', because: 'missing' };
  return isSameText(header, headerFor(expected))
    ? { kind: 'genuine' }
    : { kind: 'refused', because: 'mismatch' };
}

function headerFor(expected: Authorization): string {
  if ('token' in expected) return `Bearer ${expected.token}`;
  const credentials = Buffer.from(`${expected.user}:${expected.password}`, 'utf8');
  return `Basic ${credentials.toString('base64')}`;
}
