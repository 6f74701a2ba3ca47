import { samplePost, type SampleRequest } from '../../connector-kit/sample-request.ts';

const token = 'token-of-the-family-test';

export const sampleRequest: SampleRequest = {
  settings: { queryToken: token },
  otherSettings: { queryToken: 'another-token-of-the-test' },
  covers: 'nothing',
  toDelivery: (body, receivedAt) => samplePost(body, receivedAt, { query: { token } }),
};
