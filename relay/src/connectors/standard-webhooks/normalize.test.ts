import { Webhook as SvixWebhook } from 'svix';
import { expect, test } from 'vitest';
import { samplePost } from '../../connector-kit/sample-request.ts';
import { standardWebhooks } from './index.ts';
import { sampleRequest } from './sample-request.ts';

const toSecret = (key: string): string => `whsec_${Buffer.from(key).toString('base64')}`;
const secret = toSecret('a key of thirty-two bytes, for us');
const next = toSecret('the key that comes after the other');
const receivedAt = 1_795_000_000_000;
const body = '{"type":"check.triggered","data":{"id":"1","title":"T"}}';

function signed(...secrets: readonly string[]) {
  const at = new Date(receivedAt);
  const signatures = secrets.map((each) => new SvixWebhook(each).sign('msg_2', at, body));
  return samplePost(Buffer.from(body), receivedAt, {
    headers: {
      'svix-id': 'msg_2',
      'svix-timestamp': String(receivedAt / 1000),
      'svix-signature': signatures.join(' '),
    },
  });
}

test("what Svix's own library signs is genuine, under its names of the headers", () => {
  expect(standardWebhooks.verify(signed(secret), { secret })).toEqual({ kind: 'genuine' });
  expect(standardWebhooks.verify(signed(next), { secret })).toMatchObject({ kind: 'refused' });
});

test('while a secret changes, either side may be first', () => {
  const change = { secret: next, formerSecret: secret };

  expect(standardWebhooks.verify(signed(next, secret), { secret })).toEqual({ kind: 'genuine' });
  expect(standardWebhooks.verify(signed(secret), change)).toEqual({ kind: 'genuine' });
  expect(standardWebhooks.verify(signed(next), change)).toEqual({ kind: 'genuine' });
});

test.each([
  ['incident.acknowledged', 'acknowledged'],
  ['check_resolved', 'resolved'],
  ['something.new', 'firing'],
  ['check.resolved.v2', 'resolved'],
  ['check_resolved_v1', 'resolved'],
  ['v1', 'firing'],
])('of the type %s the last word counts: %s', (type, status) => {
  const delivery = samplePost(Buffer.from(JSON.stringify({ type, data: { id: '1' } })), 0);

  expect(standardWebhooks.read(delivery, sampleRequest.settings)).toMatchObject({
    events: [{ status, fingerprint: '1' }],
  });
});

test('a body without data is the alert itself', () => {
  const delivery = samplePost(Buffer.from('{"id":"7","status":"ok","title":"T"}'), 0);

  expect(standardWebhooks.read(delivery, sampleRequest.settings)).toMatchObject({
    events: [{ status: 'resolved', fingerprint: '7', title: 'T' }],
  });
});
