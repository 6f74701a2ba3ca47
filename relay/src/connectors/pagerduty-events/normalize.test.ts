import { expect, test } from 'vitest';
import { samplePost } from '../../connector-kit/sample-request.ts';
import { findSharedPayloads } from '../../lib/shared-payloads.ts';
import { pagerdutyEvents } from './index.ts';
import { sampleRequest } from './sample-request.ts';

const routingKey = 'R0UT1NGKEYOFTHEFAMILYTEST0000000';
const settings = { routingKey };

function read(body: object) {
  return pagerdutyEvents.read(samplePost(Buffer.from(JSON.stringify(body)), 0), settings);
}

test('the answer is what clients of PagerDuty read', () => {
  const body = { routing_key: routingKey, event_action: 'resolve', dedup_key: 'disk/db1' };
  const delivery = samplePost(Buffer.from(JSON.stringify(body)), 0);
  const answer = pagerdutyEvents.answers.body;

  expect(
    answer?.({ id: 'd-1', status: 'accepted', reason: undefined, events: 1 }, delivery),
  ).toMatchObject({ status: 'success', message: 'Event processed', dedup_key: 'disk/db1' });
  expect(
    answer?.({ id: 'd-1', status: 'rejected', reason: 'No.', events: 0 }, delivery),
  ).toMatchObject({ status: 'invalid event', errors: ['No.'] });
});

test('a trigger without a key is known by its content, the same on a second try', () => {
  const trigger = { routing_key: routingKey, event_action: 'trigger', payload: { summary: 'S' } };

  expect(read(trigger)).toEqual(read(trigger));
  expect(read(trigger)).not.toEqual(read({ ...trigger, payload: { summary: 'T' } }));
});

test('a key of full length stays as it is, since write-backs name the alert by it', () => {
  const key = 'k'.repeat(255);

  expect(read({ event_action: 'trigger', dedup_key: key })).toMatchObject({
    events: [{ fingerprint: key }],
  });
});

test('an empty key of a trigger counts as none', () => {
  const event = { event_action: 'trigger', payload: { summary: 'Disk full' } };

  expect(read({ ...event, dedup_key: '' })).toEqual(read(event));
});

test('what has changed, such as a deployment, is taken and opens nothing', () => {
  const change = { routing_key: routingKey, payload: { summary: 'Deployed' } };
  const body = Buffer.from(JSON.stringify(change));

  expect(
    pagerdutyEvents.read(samplePost(body, 0, { suffix: '/v2/change/enqueue' }), settings),
  ).toEqual({ kind: 'events', events: [] });
  expect(read(change)).toMatchObject({
    kind: 'unreadable',
    because: expect.stringContaining('event_action'),
  });
});

test.each(['acknowledge', 'resolve'])('%s without a key is refused with the reason', (action) => {
  expect(read({ event_action: action })).toMatchObject({
    kind: 'unreadable',
    because: expect.stringContaining('dedup_key'),
  });
});

test('the key of the source is not kept', () => {
  const body = Buffer.from(JSON.stringify({ routing_key: routingKey, event_action: 'trigger' }));

  const kept = pagerdutyEvents.bodyToKeep(samplePost(body, 0), settings);

  expect(Buffer.from(kept).toString('utf8')).toBe('{"routing_key":"***","event_action":"trigger"}');
});

test('the key may come in a header', () => {
  const headers = { 'x-routing-key': routingKey };

  expect(pagerdutyEvents.verify(samplePost(Buffer.from('{}'), 0, { headers }), settings)).toEqual({
    kind: 'genuine',
  });
});

const recorded = findSharedPayloads('alertmanager-real');

test.skipIf(recorded === undefined && (process.env['CI'] ?? '') === '').each([
  ['outbound-pagerduty-v2-trigger.json', 'firing', '[FIRING:2] InstanceDown (critical)'],
  ['outbound-pagerduty-v2-resolve.json', 'resolved', undefined],
])('%s, which Alertmanager sent, is %s (skipped without ../shared)', (file, status, title) => {
  const body = recorded?.get(file) ?? new Uint8Array();
  const reading = pagerdutyEvents.read(sampleRequest.toDelivery(body, 0), settings);
  const [event] = reading.kind === 'events' ? reading.events : [];

  expect(event).toMatchObject({
    status,
    fingerprint: '6deb6322f8f3d0527aa4eb1bc3139fdeea97e69c8a998b5c88b7e6f2756de185',
  });
  expect(title === undefined || event?.title === title).toBe(true);
});
