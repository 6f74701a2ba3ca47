import { createHmac } from 'node:crypto';
import { samplePost, type SampleRequest } from '../../connector-kit/sample-request.ts';

const secret = 'secret-of-the-subscription';

export const sampleRequest: SampleRequest = {
  settings: { secret },
  otherSettings: { secret: 'secret-of-another-subscription' },
  covers: 'body',
  toDelivery(body, receivedAt) {
    const signature = createHmac('sha256', secret).update(body).digest('hex');
    return samplePost(body, receivedAt, {
      headers: { 'x-pagerduty-signature': `v1=${signature}`, 'x-webhook-id': 'w-1' },
    });
  },
};
