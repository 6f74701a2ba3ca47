import { expect, test } from 'vitest';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';

function read(body: object) {
  return normalize(Payload.parse(body))[0];
}

test.each([
  ['CREATED', 'firing'],
  ['ACTIVATED', 'firing'],
  ['ACKNOWLEDGED', 'acknowledged'],
  ['DEACTIVATED', 'resolved'],
  ['CLOSED', 'resolved'],
  ['A_LATER_ONE', 'firing'],
])('an issue in state %s is %s', (state, status) => {
  expect(read({ id: 'i-1', state })).toMatchObject({ fingerprint: 'i-1', status });
});

test('a closed issue ended when it was updated last', () => {
  expect(read({ id: 'i', state: 'CLOSED', createdAt: 1e12, updatedAt: 2e12 })).toMatchObject({
    startedAt: 1e12,
    endedAt: 2e12,
  });
});

test('a title may be a list, as annotations are', () => {
  expect(read({ issueId: 'i', title: ['CPU', 'more'] })?.title).toBe('CPU');
});

test.each([
  ['open', 'firing', 5e11, undefined],
  ['acknowledged', 'acknowledged', undefined, undefined],
  ['closed', 'resolved', undefined, 5e11],
])('an incident of a legacy policy that is %s', (current_state, status, startedAt, endedAt) => {
  const body = {
    incident_id: 0,
    current_state,
    severity: 'INFO',
    details: 'Test',
    timestamp: 5e11,
  };

  expect(read(body)).toMatchObject({
    fingerprint: 'incident:0',
    severity: 'info',
    title: 'Test',
    status,
    startedAt,
    endedAt,
  });
});

test('a template that nobody filled in is not read, and the reason says so', () => {
  const parsed = Payload.safeParse({ incident_id: '$INCIDENT_ID', details: '$EVENT_DETAILS' });

  expect(parsed.error?.issues[0]?.message).toContain('an unfilled template has none');
});
