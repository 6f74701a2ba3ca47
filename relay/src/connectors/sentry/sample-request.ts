import { createHmac } from 'node:crypto';
import { samplePost, type SampleRequest } from '../../connector-kit/sample-request.ts';

const clientSecret = 'secret-of-the-integration';

export const sampleRequest: SampleRequest = {
  settings: { clientSecret },
  otherSettings: { clientSecret: 'secret-of-another-integration' },
  covers: 'body',
  toDelivery(body, receivedAt) {
    const signature = createHmac('sha256', clientSecret).update(body).digest('hex');
    return samplePost(body, receivedAt, {
      headers: { 'sentry-hook-signature': signature, 'sentry-hook-resource': 'issue' },
    });
  },
};
