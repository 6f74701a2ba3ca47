import { samplePost, type SampleRequest } from '../../connector-kit/sample-request.ts';

const queryToken = 'token-in-the-url-of-google';

export const sampleRequest: SampleRequest = {
  settings: { queryToken },
  otherSettings: { queryToken: 'another-token-in-the-url' },
  covers: 'nothing',
  toDelivery: (body, receivedAt) => samplePost(body, receivedAt, { query: { token: queryToken } }),
};
