import { generateKeyPairSync, sign } from 'node:crypto';
import { readBody } from '../../connector-kit/read-body.ts';
import { samplePost, type SampleRequest } from '../../connector-kit/sample-request.ts';
import { readSigned, toSignedText } from './signed-message.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** The samples as a stranger with a key of his own would sign them, now. */
export const sampleRequest: SampleRequest = {
  settings: { topicArns: ['arn:aws:sns:eu-west-1:123456789012:alerts'] },
  otherSettings: { topicArns: ['arn:aws:sns:eu-west-1:123456789012:others'] },
  covers: 'values',
  fetched: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  toDelivery(body, receivedAt) {
    const plain = samplePost(body, receivedAt, { headers: { 'content-type': 'text/plain' } });
    const read = readBody(body);
    const Timestamp = new Date(receivedAt).toISOString();
    const timed = { ...Object(read.kind === 'json' ? read.json : {}), Timestamp };
    const message = readSigned({ ...plain, body: Buffer.from(JSON.stringify(timed)) });
    if (message === undefined) return plain;
    const key = sign('RSA-SHA256', Buffer.from(toSignedText(message)), privateKey);
    const signed = { ...timed, SignatureVersion: '2', Signature: key.toString('base64') };
    return { ...plain, body: Buffer.from(JSON.stringify(signed)) };
  },
  withoutCredentials: (delivery) => ({ ...delivery, body: Buffer.from('{}') }),
};
