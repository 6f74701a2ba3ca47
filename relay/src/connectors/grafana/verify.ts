import type { Delivery, Verdict } from '../../connector-kit/connector.ts';
import { verifyAuthorization } from '../../connector-kit/verify-authorization.ts';
import { isRecent, verifySignature } from '../../connector-kit/verify-signature.ts';
import type { Settings, Signature } from './settings.ts';

export function verify(delivery: Delivery, settings: Settings): Verdict {
  return 'secret' in settings
    ? verifyHmac(delivery, settings)
    : verifyAuthorization(delivery, settings);
}

/**
 * Bare hex without a prefix, over the body, or over `seconds:body` when the contact point names a
 * timestamp header (grafana/alerting, http/hmac.go). Grafana sets no tolerance; ours is five minutes.
 */
function verifyHmac({ headers, body, receivedAt }: Delivery, settings: Signature): Verdict {
  const { secret, signatureHeader, timestampHeader } = settings;
  const signature = headers[signatureHeader];
  const seconds = timestampHeader === undefined ? undefined : headers[timestampHeader];
  if (signature === undefined || (timestampHeader !== undefined && seconds === undefined)) {
    return { kind: 'refused', because: 'missing' };
  }
  const verdict = verifySignature({
    signatures: [signature.toLowerCase()],
    parts: seconds === undefined ? [body] : [`${seconds}:`, body],
    key: secret,
    encoding: 'hex',
  });
  if (verdict.kind !== 'genuine' || seconds === undefined) return verdict;
  return isRecent(Number(seconds) * 1_000, receivedAt)
    ? verdict
    : { kind: 'refused', because: 'stale' };
}
