import { expect, test } from 'vitest';
import { bodyOf, sampleWriteBack } from '../../connector-kit/sample-write-back.ts';
import type { WriteBack } from '../../connector-kit/write-back.ts';
import { pagerdutyDestination } from './destination.ts';

const settings = { apiToken: 'token', from: 'relay@example.com', routingKey: 'key' };
const picture = {
  name: 'a.png',
  contentType: 'image/png',
  sizeBytes: 4,
  author: 'Beth',
  url: 'https://example.service-now.com/a',
  file: undefined,
};

function plan(
  kind: WriteBack['kind'],
  connector: string | undefined,
  more: Partial<WriteBack> = {},
  given: object = settings,
) {
  return pagerdutyDestination.plan(sampleWriteBack(kind, { connector, ...more }), given);
}

test.each([
  ['acknowledge', 'acknowledged'],
  ['resolve', 'resolved'],
  ['reopen', 'triggered'],
] as const)('%s makes an incident %s, with a note of who did it', (kind, status) => {
  const [change, note] = plan(kind, 'pagerduty');

  expect(change).toMatchObject({ method: 'PUT', path: '/incidents/disk-db1' });
  expect(bodyOf(change)).toEqual({ incident: { type: 'incident_reference', status } });
  expect(note).toMatchObject({ method: 'POST', path: '/incidents/disk-db1/notes' });
});

test('silence is a snooze, in seconds', () => {
  const [snooze] = plan('silence', 'pagerduty');

  expect(snooze?.path).toBe('/incidents/disk-db1/snooze');
  expect(bodyOf(snooze)).toEqual({ duration: 14_400 });
});

test.each([
  ['open', undefined, 'trigger'],
  ['acknowledge', undefined, 'acknowledge'],
  ['resolve', undefined, 'resolve'],
  ['reopen', undefined, 'trigger'],
  ['acknowledge', 'pagerduty-events', 'acknowledge'],
  ['resolve', 'pagerduty-events', 'resolve'],
] as const)('%s of an alert of %s is the event %s', (kind, connector, action) => {
  const [step] = plan(kind, connector);

  expect(step?.path).toBe('/v2/enqueue');
  expect(bodyOf(step)).toMatchObject({ event_action: action, dedup_key: 'disk-db1' });
});

test('what somebody else triggered is not triggered by us, and other tools are not ours to change', () => {
  expect(plan('reopen', 'pagerduty-events', { from: 'resolved' })).toEqual([]);
  expect(plan('resolve', 'alertmanager')).toEqual([]);
});

test('without the key for it nothing is told', () => {
  expect(plan('resolve', 'pagerduty', {}, { routingKey: 'key' })).toEqual([]);
  expect(plan('resolve', undefined, {}, { apiToken: 'token' })).toEqual([]);
});

test('a picture is a note of an incident, and nothing to an alert of the Events API', () => {
  const pictures = { attachments: [picture] };

  expect(plan('update', 'pagerduty', pictures)).toMatchObject([
    { path: '/incidents/disk-db1/notes', body: expect.stringContaining('Beth attached a.png') },
  ]);
  expect(plan('update', 'pagerduty', pictures, { routingKey: 'key' })).toEqual([]);
  expect(plan('update', 'pagerduty-events', pictures)).toEqual([]);
});

test('the two interfaces have keys and roots of their own', () => {
  const requestTo = (path: string) =>
    pagerdutyDestination.toRequest({ path, body: '{"a":1}', id: '1', now: 0 }, settings);

  expect(requestTo('/incidents/1')).toMatchObject({
    url: 'https://api.pagerduty.com/incidents/1',
    headers: { authorization: 'Token token=token', from: 'relay@example.com' },
  });
  expect(requestTo('/v2/enqueue')).toEqual({
    url: 'https://events.pagerduty.com/v2/enqueue',
    headers: {},
    body: '{"routing_key":"key","a":1}',
  });
});

/** Of a 400, in which states of the incident the step is done, and in which it is a failure. */
test.each([
  ['acknowledge', 'acknowledged', ['acknowledged', 'resolved']],
  ['resolve', 'resolved', ['resolved']],
  ['reopen', 'triggered', ['triggered', 'acknowledged']],
  ['silence', 'snooze', ['resolved']],
] as const)('a refused %s (%s) is done where the incident is %j already', (kind, name, done) => {
  const [step] = plan(kind, 'pagerduty');
  const refused = { status: 400, headers: {}, body: '' };
  const states = ['triggered', 'acknowledged', 'resolved'].toSorted();
  const isDone = (status: string) => {
    const found = { status: 200, headers: {}, body: JSON.stringify({ incident: { status } }) };
    return step !== undefined && pagerdutyDestination.judge(step, refused, found).kind === 'done';
  };

  expect(step?.name).toBe(`${name} disk-db1`);
  expect(step && pagerdutyDestination.judge(step, refused)).toEqual({
    kind: 'needs',
    path: '/incidents/disk-db1',
  });
  expect(states.filter(isDone)).toEqual(done.toSorted());
});
