import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Delivery, Verdict } from '../../connector-kit/connector.ts';
import {
  Authorization,
  secretText,
  verifyAuthorization,
} from '../../connector-kit/verify-authorization.ts';
import { isRecent, verifySignature } from '../../connector-kit/verify-signature.ts';

/** Alert groups come with a header that people choose, incidents are signed. */
export const Settings = z.union([
  Authorization,
  z.strictObject({ secret: secretText('Signing secret of the outgoing webhook for incidents.') }),
]);
type Settings = z.output<typeof Settings>;

export function verify(delivery: Delivery, settings: Settings): Verdict {
  return 'secret' in settings
    ? verifyIncident(delivery, settings.secret)
    : verifyAuthorization(delivery, settings);
}

/**
 * `GI-Signature: t=SECONDS,v1=HEX`: HMAC-SHA256 over the Base64 of the body's SHA-256, the time and the
 * version, joined by colons (grafana/incident-go, webhook.go). It sets no tolerance; ours is five minutes.
 */
function verifyIncident({ headers, body, receivedAt }: Delivery, secret: string): Verdict {
  const pairs = (headers['gi-signature'] ?? '').split(',').map((pair) => pair.trim().split('='));
  const valueOf = (name: string) => pairs.find(([key]) => key === name)?.[1];
  const [seconds, signature] = [valueOf('t'), valueOf('v1')];
  if (seconds === undefined || signature === undefined) {
    return { kind: 'refused', because: 'missing' };
  }
  const verdict = verifySignature({
    signatures: [signature.toLowerCase()],
    parts: [`${createHash('sha256').update(body).digest('base64')}:${seconds}:v1`],
    key: secret,
    encoding: 'hex',
  });
  if (verdict.kind !== 'genuine') return verdict;
  return isRecent(Number(seconds) * 1_000, receivedAt)
    ? verdict
    : { kind: 'refused', because: 'stale' };
}
