import { z } from 'zod';
import type { Delivery, Verdict } from './connector.ts';
import { isRecent, verifySignature } from './verify-signature.ts';

/** Standard Webhooks: `whsec_` and the Base64 of the key. */
export const WebhookSecret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, 'expected whsec_ and the Base64 of 24 to 64 bytes')
  .meta({ description: 'Signing secret that the tool shows, `whsec_…`.', secret: true });

/** Svix signs the same way and calls the headers its own. */
const prefixes = ['webhook', 'svix'] as const;

/**
 * Standard Webhooks (specification 1.0.0, "Verifying signatures"): HMAC-SHA256 over `id.time.body`, in
 * Base64, in a list of `v1,…` separated by spaces. The reference library does the same but reads the
 * clock of the machine, so that a recorded delivery could not be replayed in a test.
 */
export function verifyStandardWebhook(
  { headers, body, receivedAt }: Delivery,
  secrets: readonly string[],
): Verdict {
  const prefix = prefixes.find((candidate) => headers[`${candidate}-signature`] !== undefined);
  const id = headers[`${prefix}-id`];
  const time = headers[`${prefix}-timestamp`];
  const list = headers[`${prefix}-signature`];
  if (id === undefined || time === undefined || list === undefined) {
    return { kind: 'refused', because: 'missing' };
  }
  if (!/^\d{1,12}$/.test(time)) return { kind: 'refused', because: 'mismatch' };
  if (!isRecent(Number(time) * 1000, receivedAt)) return { kind: 'refused', because: 'stale' };
  const signatures = list
    .split(' ')
    .flatMap((entry) => (entry.startsWith('v1,') ? [entry.slice('v1,'.length)] : []));
  const isGenuine = secrets.some((secret) => {
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const parts = [`${id}.${time}.`, body];
    return verifySignature({ signatures, parts, key, encoding: 'base64' }).kind === 'genuine';
  });
  return isGenuine ? { kind: 'genuine' } : { kind: 'refused', because: 'mismatch' };
}
