import { samplePost, type SampleRequest } from '../../connector-kit/sample-request.ts';

const apiKey = 'key-of-the-family-test-00000000';

/** Only a new alert has a message; the other sample ends the alert that the first one began. */
function pathFor(body: Uint8Array): string {
  const isEnd = Buffer.from(body).includes('"note"');
  return isEnd ? '/v2/alerts/disk-db1/close' : '/v2/alerts';
}

export const sampleRequest: SampleRequest = {
  settings: { apiKey },
  otherSettings: { apiKey: 'another-key-of-the-family-test-0' },
  covers: 'nothing',
  toDelivery: (body, receivedAt) =>
    samplePost(body, receivedAt, {
      suffix: pathFor(body),
      query: pathFor(body) === '/v2/alerts' ? {} : { identifierType: 'alias' },
      headers: { authorization: `GenieKey ${apiKey}` },
    }),
};
