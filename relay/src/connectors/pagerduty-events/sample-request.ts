import { samplePost, type SampleRequest } from '../../connector-kit/sample-request.ts';

const routingKey = 'R0UT1NGKEYOFTHEFAMILYTEST0000000';

/** The samples carry the key in their body, as the tools send it. */
export const sampleRequest: SampleRequest = {
  settings: { routingKey },
  otherSettings: { routingKey: 'AN0THERR0UT1NGKEY000000000000000' },
  covers: 'nothing',
  toDelivery: (body, receivedAt) => samplePost(body, receivedAt, { suffix: '/v2/enqueue' }),
  withoutCredentials: (delivery) => ({
    ...delivery,
    body: Buffer.from(Buffer.from(delivery.body).toString('utf8').replace('routing_key', 'other')),
  }),
};
