import { expect, test } from 'vitest';
import { samplePost } from '../../connector-kit/sample-request.ts';
import { pagerduty } from './index.ts';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';

const incident = { id: 'P1', title: 'Disk full', status: 'triggered', urgency: 'high' };

function read(event_type: string, data: object, more: object = {}) {
  return normalize(Payload.parse({ event: { event_type, data, ...more } }));
}

test.each([
  ['incident.triggered', 'triggered', 'firing'],
  ['incident.reopened', 'triggered', 'firing'],
  ['incident.acknowledged', 'acknowledged', 'acknowledged'],
  ['incident.unacknowledged', 'triggered', 'unacknowledged'],
  ['incident.resolved', 'resolved', 'resolved'],
  ['incident.escalated', 'triggered', 'firing'],
  ['incident.reassigned', 'acknowledged', 'acknowledged'],
  ['incident.of_a_later_release', 'triggered', 'firing'],
])('%s of an incident that is %s says %s', (type, status, expected) => {
  expect(read(type, { ...incident, status })).toMatchObject([{ kind: 'state', status: expected }]);
});

test.each(['pagey.ping', 'service.updated', 'workflow_action_invocation.started'])(
  '%s means no alert',
  (type) => {
    expect(read(type, { message: 'Hello', type: 'ping' })).toEqual([]);
  },
);

test('a note names its incident, its author and its text', () => {
  const data = { id: 'N1', type: 'incident_note', content: 'Looking', incident: { id: 'P1' } };

  expect(read('incident.annotated', data, { agent: { summary: 'Ada' } })).toMatchObject([
    { kind: 'note', fingerprint: 'P1', text: 'Looking', actor: 'Ada' },
  ]);
});

test('what says nothing of the state is a change', () => {
  expect(read('incident.responder.added', { incident: { id: 'P1' } })).toMatchObject([
    { kind: 'change', fingerprint: 'P1' },
  ]);
});

test('the start is that of the incident, and a reopened one has none', () => {
  const created_at = '2026-11-20T08:00:00Z';
  const later = { occurred_at: '2026-11-20T09:00:00Z' };
  const startOf = (type: string, data: object) => read(type, data, later)[0]?.startedAt;

  expect(startOf('incident.triggered', { ...incident, created_at })).toBe(Date.parse(created_at));
  expect(startOf('incident.triggered', incident)).toBe(Date.parse(later.occurred_at));
  expect(startOf('incident.acknowledged', incident)).toBeUndefined();
  expect(startOf('incident.reopened', { ...incident, created_at })).toBeUndefined();
});

test.each([
  ['P1', 'low', 'critical'],
  ['Our own word', 'high', 'high'],
  [undefined, 'low', 'info'],
])('priority %s with urgency %s is %s', (summary, urgency, severity) => {
  const data = { ...incident, urgency, priority: summary === undefined ? null : { summary } };

  expect(read('incident.triggered', data)[0]?.severity).toBe(severity);
});

test.each([
  ['v2', { event: 'incident.resolve', incident: { id: 'P1', status: 'resolved', title: 'Disk' } }],
  [
    'v1',
    {
      type: 'incident.resolve',
      data: {
        incident: { id: 'P1', status: 'resolved', trigger_summary_data: { subject: 'Disk' } },
      },
    },
  ],
])('a message of webhooks %s is read', (_version, message) => {
  expect(normalize(Payload.parse({ messages: [message, {}] }))).toMatchObject([
    { fingerprint: 'P1', status: 'resolved', title: 'Disk' },
  ]);
});

test('one of several signatures is enough, and the version counts', () => {
  const delivery = (signature: string) =>
    samplePost(Buffer.from('{}'), 0, { headers: { 'x-pagerduty-signature': signature } });
  const settings = { secret: 'a secret of sixteen' };
  // HMAC-SHA256 of `{}`, by openssl.
  const right = 'cf388c77af90b2dc834c4f91efcadb4a43f7c00c7181d3342ddab1426bd3a51d';

  expect(pagerduty.verify(delivery(`v1=00,v1=${right}`), settings)).toEqual({ kind: 'genuine' });
  expect(pagerduty.verify(delivery(`v2=${right}`), settings)).toMatchObject({ because: 'missing' });
});
