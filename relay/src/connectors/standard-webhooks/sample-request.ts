import { Webhook } from 'standardwebhooks';
import { samplePost, type SampleRequest } from '../../connector-kit/sample-request.ts';

const toSecret = (key: string): string => `whsec_${Buffer.from(key).toString('base64')}`;
const secret = toSecret('a key of thirty-two bytes, for us');

/** Signed by the reference library. */
export const sampleRequest: SampleRequest = {
  settings: { secret },
  otherSettings: { secret: toSecret('another key of thirty-two bytes..') },
  covers: 'body and time',
  toDelivery: (body, receivedAt) =>
    samplePost(body, receivedAt, {
      headers: {
        'webhook-id': 'msg_1',
        'webhook-timestamp': String(Math.floor(receivedAt / 1000)),
        'webhook-signature': new Webhook(secret).sign(
          'msg_1',
          new Date(receivedAt),
          Buffer.from(body).toString('utf8'),
        ),
      },
    }),
};
