import { createHmac } from 'node:crypto';
import { samplePost, type SampleRequest } from '../../connector-kit/sample-request.ts';

const toSecret = (key: string): string => `whsec_${Buffer.from(key).toString('base64')}`;
const key = 'a key of thirty-two bytes, for us';

export const sampleRequest: SampleRequest = {
  settings: { secret: toSecret(key) },
  otherSettings: { secret: toSecret('another key of thirty-two bytes..') },
  covers: 'body and time',
  toDelivery(body, receivedAt) {
    const seconds = String(Math.floor(receivedAt / 1_000));
    const hmac = createHmac('sha256', key).update(`msg_1.${seconds}.`).update(body);
    return samplePost(body, receivedAt, {
      headers: {
        'webhook-id': 'msg_1',
        'webhook-timestamp': seconds,
        'webhook-signature': `v1,${hmac.digest('base64')}`,
      },
    });
  },
};
