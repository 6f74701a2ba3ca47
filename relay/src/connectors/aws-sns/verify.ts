import { z } from 'zod';
import type { Delivery, Verdict } from '../../connector-kit/connector.ts';
import { isCertificateOfSns, isSignedBy, readSigned } from './signed-message.ts';

export const Settings = z.strictObject({
  topicArns: z
    .array(z.string().regex(/^arn:aws[a-z-]*:sns:/, 'expected the ARN of a topic'))
    .min(1)
    .meta({
      description: 'Topics that we listen to, `arn:aws:sns:eu-west-1:123456789012:alerts`.',
    }),
});
type Settings = z.output<typeof Settings>;

/** SNS tries for an hour at most, unless its delivery policy was changed. */
const MAX_AGE_MS = 2 * 3_600_000;

/**
 * SNS signs with a key of Amazon's that everybody's topics share, so the topic is what lets in: a
 * message of another one is as genuine and none of our business.
 */
export function verify(
  delivery: Delivery,
  { topicArns }: Settings,
  certificate: string | undefined,
): Verdict {
  const message = readSigned(delivery);
  if (message === undefined) return { kind: 'refused', because: 'missing' };
  const { TopicArn, SigningCertURL, Timestamp } = message;
  if (!topicArns.includes(TopicArn) || !isCertificateOfSns(SigningCertURL)) {
    return { kind: 'refused', because: 'mismatch' };
  }
  if (!(Math.abs(delivery.receivedAt - Date.parse(Timestamp)) <= MAX_AGE_MS)) {
    return { kind: 'refused', because: 'stale' };
  }
  if (certificate === undefined) return { kind: 'needs', url: SigningCertURL };
  return isSignedBy(message, certificate)
    ? { kind: 'genuine' }
    : { kind: 'refused', because: 'mismatch' };
}
