import type { Delivery, Verdict } from './connector.ts';
import { isWithin, signaturesOf, verifyHmac } from './verify-hmac.ts';

/** The tolerance of the reference library. */
const TOLERANCE_MS = 5 * 60_000;
const SECRET_PREFIX = 'whsec_';

/**
 * The scheme of Standard Webhooks, version v1, under its own header names and those of Svix: HMAC over
 * `id.timestamp.body` with the bytes that follow `whsec_` in base64.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function verifyStandardWebhook(delivery: Delivery, secret: string): Verdict {
  const header = (name: string): string | undefined =>
    delivery.headers[`webhook-${name}`] ?? delivery.headers[`svix-${name}`];
  const id = header('id');
  const timestamp = header('timestamp');
  const signatures = signaturesOf(header('signature'), { separator: / +/, prefix: 'v1,' });
  if (id === undefined || timestamp === undefined) return { kind: 'refused', because: 'missing' };
  const verdict = verifyHmac({
    signed: [`${id}.${timestamp}.`, delivery.body],
    secret: Buffer.from(
      secret.startsWith(SECRET_PREFIX) ? secret.slice(SECRET_PREFIX.length) : secret,
      'base64',
    ),
    encoding: 'base64',
    signatures,
  });
  if (verdict.kind === 'refused') return verdict;
  return isWithin(timestamp, delivery.receivedAt, TOLERANCE_MS)
    ? verdict
    : { kind: 'refused', because: 'stale' };
}
