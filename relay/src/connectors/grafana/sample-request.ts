import { createHmac } from 'node:crypto';
import { samplePost, type SampleRequest } from '../../connector-kit/sample-request.ts';

const secret = 'secret-of-the-contact-point';

export const sampleRequest: SampleRequest = {
  settings: { secret, timestampHeader: 'X-Grafana-Timestamp' },
  otherSettings: { secret: 'secret-of-another-point', timestampHeader: 'X-Grafana-Timestamp' },
  covers: 'body and time',
  toDelivery(body, receivedAt) {
    const seconds = String(Math.floor(receivedAt / 1_000));
    const signature = createHmac('sha256', secret).update(`${seconds}:`).update(body).digest('hex');
    return samplePost(body, receivedAt, {
      headers: { 'x-grafana-alerting-signature': signature, 'x-grafana-timestamp': seconds },
    });
  },
};
