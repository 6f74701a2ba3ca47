import { describe, expect, test } from 'vitest';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';

function read(type: string, content: object) {
  return normalize(Payload.parse({ event_type: type, [type]: content }));
}

const incident = (category: string) => ({
  id: 'I1',
  name: 'Slow',
  created_at: '2026-11-20T08:00:00Z',
  incident_status: { name: 'Our name', category },
});

describe('an incident', () => {
  test.each([
    ['triage', 'firing'],
    ['live', 'firing'],
    ['paused', 'silenced'],
    ['learning', 'resolved'],
    ['closed', 'resolved'],
    ['declined', 'resolved'],
    ['merged', 'resolved'],
    ['canceled', 'resolved'],
    ['a later one', 'firing'],
  ])('of the category %s is %s', (category, status) => {
    expect(read('public_incident.incident_created_v2', incident(category))).toMatchObject([
      { kind: 'state', fingerprint: 'I1', status },
    ]);
  });

  function change(from: string, to: string) {
    return read('public_incident.incident_status_updated_v2', {
      incident: incident(to),
      new_status: { category: to },
      previous_status: { category: from },
      message: 'Here we go',
    });
  }

  test('that was closed and is live again has no start, so that it is a new episode', () => {
    expect(change('closed', 'live')[0]).toMatchObject({ status: 'firing', startedAt: undefined });
    expect(change('triage', 'live')[0]).toMatchObject({
      status: 'firing',
      startedAt: Date.parse('2026-11-20T08:00:00Z'),
    });
  });

  test('that goes on after a pause takes the silence back, and its message is a note', () => {
    expect(change('paused', 'live')).toMatchObject([
      { kind: 'state', status: 'unsilenced' },
      { kind: 'note', fingerprint: 'I1', text: 'Here we go' },
    ]);
  });

  test('that is private opens a record that says no more than its id', () => {
    expect(read('private_incident.incident_created_v2', { id: 'I2' })).toMatchObject([
      { kind: 'state', fingerprint: 'I2', status: 'firing', title: 'Private incident I2' },
    ]);
    expect(read('private_incident.incident_status_updated_v2', { id: 'I2' })).toMatchObject([
      { kind: 'change', fingerprint: 'I2' },
    ]);
  });

  test('has its custom fields as labels', () => {
    const entry = (name: string, ...values: object[]) => ({ custom_field: { name }, values });
    const [event] = read('public_incident.incident_updated_v2', {
      ...incident('live'),
      custom_field_entries: [
        entry('Team', { value_option: { value: 'Web' } }, { value_text: 'and others' }),
        entry('Cost', { value_numeric: '12.5' }),
        entry('Nothing', {}),
      ],
    });

    expect(event?.labels).toMatchObject({ Team: 'Web, and others', Cost: '12.5' });
    expect(event?.labels).not.toHaveProperty('Nothing');
  });
});

test.each([
  ['outstanding', 'state', 'firing'],
  ['completed', 'state', 'resolved'],
  ['deleted', 'state', 'resolved'],
  ['not_doing', 'state', 'resolved'],
  [undefined, 'change', 'firing'],
])('a follow-up that is %s is a %s that says %s', (status, kind, expected) => {
  const followUp = { id: 'F1', incident_id: 'I1', title: 'Write it down', status };

  expect(read('public_incident.follow_up_updated_v2', followUp)).toMatchObject([
    { kind, fingerprint: 'F1', status: expected, labels: { type: 'follow_up', incident_id: 'I1' } },
  ]);
});

test('a follow-up keeps its title for the way back, a private one has none', () => {
  const annotationsOf = (followUp: object) =>
    read('public_incident.follow_up_updated_v2', { id: 'F1', ...followUp })[0]?.annotations;

  expect(annotationsOf({ title: 'Write it down', status: 'outstanding' })).toEqual({
    title: 'Write it down',
  });
  expect(annotationsOf({})).toEqual({});
});

test('an alert is resolved when the event says so, whatever its status', () => {
  const alert = {
    id: 'A1',
    title: 'CPU',
    status: 'firing',
    attributes: [{ attribute: { name: 'team' }, array_value: [{ label: 'Web' }] }],
  };

  expect(read('public_alert.alert_resolved_v1', alert)).toMatchObject([
    { fingerprint: 'A1', status: 'resolved', labels: { team: 'Web' } },
  ]);
});

test('an escalation is read with its envelope and without', () => {
  const escalation = { id: 'E1', title: 'CPU', status: 'triggered', priority: { name: 'P1' } };
  const acked = { escalation, new_status: 'acked', actor: { user: { name: 'Ada' } } };

  expect(read('public_escalation.escalation_created_v1', escalation)).toMatchObject([
    { fingerprint: 'E1', status: 'firing', severity: 'critical' },
  ]);
  expect(read('public_escalation.escalation_status_updated_v1', acked)).toMatchObject([
    { fingerprint: 'E1', status: 'acknowledged', actor: 'Ada' },
  ]);
});

test('what is not about an alert means no event, and a body without its content is not read', () => {
  expect(read('private_incident.membership_granted_v1', { incident_id: 'I1' })).toEqual([]);
  expect(Payload.safeParse({ event_type: 'public_alert.alert_created_v1' }).success).toBe(false);
});
