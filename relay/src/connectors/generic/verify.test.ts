import { expect, test } from 'vitest';
import { samplePost } from '../../connector-kit/sample-request.ts';
import { generic } from './index.ts';

/** What the alert action "webhook" of Splunk posts, to an address and with no header of its own. */
const body = Buffer.from(
  JSON.stringify({
    result: { sourcetype: 'mongod', count: '8' },
    sid: 'scheduler_admin_search_W2_at_14232356_132',
    results_link: 'http://web.example.local:8000/app/search/@go?sid=scheduler_admin_search_W2_at_1',
    search_name: 'Errors of mongod',
    owner: 'admin',
    app: 'search',
  }),
);
const settings = {
  authorization: { queryToken: 'token-in-the-url-of-splunk' },
  mapping: {
    fingerprint: 'search_name',
    title: 'search_name',
    url: 'results_link',
    labels: 'result',
  },
};

test('a tool that can be given a URL and nothing else has its token there', () => {
  const right = samplePost(body, 0, { query: { token: 'token-in-the-url-of-splunk' } });
  const wrong = samplePost(body, 0, { query: { token: 'another-token-in-the-url' } });
  const none = samplePost(body, 0);

  expect(generic.verify(right, settings)).toEqual({ kind: 'genuine' });
  expect(generic.verify(wrong, settings)).toEqual({ kind: 'refused', because: 'mismatch' });
  expect(generic.verify(none, settings)).toEqual({ kind: 'refused', because: 'missing' });
});

test('an alert of Splunk is known by the name of its search', () => {
  expect(generic.read(samplePost(body, 0), settings)).toMatchObject({
    events: [
      {
        fingerprint: 'Errors of mongod',
        status: 'firing',
        title: 'Errors of mongod',
        labels: { sourcetype: 'mongod', count: '8' },
      },
    ],
  });
});
