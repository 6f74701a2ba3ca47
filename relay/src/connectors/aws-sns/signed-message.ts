import { createPublicKey, verify } from 'node:crypto';
import { z } from 'zod';
import type { Delivery } from '../../connector-kit/connector.ts';
import { readBody } from '../../connector-kit/read-body.ts';

/** The parts of a message that its signature covers, and the signature. */
const SignedMessage = z.object({
  Type: z.string(),
  MessageId: z.string(),
  TopicArn: z.string(),
  Subject: z.string().nullish(),
  Message: z.string(),
  Timestamp: z.string(),
  SubscribeURL: z.string().nullish(),
  Token: z.string().nullish(),
  SignatureVersion: z.enum(['1', '2']),
  Signature: z.string().min(1),
  SigningCertURL: z.string(),
});
export type SignedMessage = z.output<typeof SignedMessage>;

export function readSigned({ body }: Delivery): SignedMessage | undefined {
  const read = readBody(body);
  return read.kind === 'json' ? SignedMessage.safeParse(read.json).data : undefined;
}

/** Only these hosts are Amazon's (aws/aws-js-sns-message-validator, index.js). */
const hostPattern = /^sns\.[a-z0-9-]{3,}\.amazonaws\.com(?:\.cn)?$/;

/** An address of SNS itself: anybody can send us one, and we call it. */
export function isAddressOfSns(text: string): boolean {
  const url = URL.parse(text);
  return (
    url !== null &&
    url.protocol === 'https:' &&
    url.port === '' &&
    url.username === '' &&
    url.password === '' &&
    hostPattern.test(url.hostname)
  );
}

export function isCertificateOfSns(text: string): boolean {
  return isAddressOfSns(text) && new URL(text).pathname.endsWith('.pem');
}

const algorithms = { '1': 'RSA-SHA1', '2': 'RSA-SHA256' } as const;

export function isSignedBy(message: SignedMessage, certificate: string): boolean {
  try {
    return verify(
      algorithms[message.SignatureVersion],
      Buffer.from(toSignedText(message)),
      createPublicKey(certificate),
      Buffer.from(message.Signature, 'base64'),
    );
  } catch {
    // What lay at the address is no certificate.
    return false;
  }
}

/** Name and value of each part on a line of their own, in the order of their names. */
export function toSignedText(message: Omit<SignedMessage, 'Signature'>): string {
  const { Message, MessageId, Subject, SubscribeURL, Timestamp, Token, TopicArn, Type } = message;
  const parts =
    Type === 'Notification'
      ? { Message, MessageId, Subject, Timestamp, TopicArn, Type }
      : { Message, MessageId, SubscribeURL, Timestamp, Token, TopicArn, Type };
  return Object.entries(parts)
    .map(([name, value]) => (value === undefined || value === null ? '' : `${name}\n${value}\n`))
    .join('');
}
