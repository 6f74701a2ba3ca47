import { expect, test } from 'vitest';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';

const issue = { id: '1', title: 'TypeError', level: 'error', firstSeen: '2026-11-20T08:00:00Z' };

function read(action: string, data: object, more: object = {}) {
  return normalize(Payload.parse({ action, data, ...more }));
}

test.each([
  ['created', 'state', 'firing'],
  ['unresolved', 'state', 'firing'],
  ['resolved', 'state', 'resolved'],
  ['ignored', 'state', 'silenced'],
  ['archived', 'state', 'silenced'],
  ['assigned', 'change', 'firing'],
])('an issue that is %s is a %s that says %s', (action, kind, status) => {
  expect(read(action, { issue })).toMatchObject([{ kind, status, fingerprint: 'issue:1' }]);
});

test('an issue that comes back has no start, so that it is a new episode', () => {
  expect(read('created', { issue })[0]?.startedAt).toBe(Date.parse(issue.firstSeen));
  expect(read('unresolved', { issue })[0]?.startedAt).toBeUndefined();
});

test.each([
  ['unresolved', 'escalating', undefined, 'unsilenced'],
  ['unresolved', 'regressed', undefined, 'firing'],
  ['unresolved', 'ongoing', undefined, 'firing'],
  ['triggered', 'new', 'unresolved', 'firing'],
  ['triggered', 'escalating', 'unresolved', 'unsilenced'],
  ['triggered', undefined, 'resolved', 'resolved'],
  ['triggered', 'archived_forever', 'ignored', 'silenced'],
])('an issue %s that is %s says: %s %s', (action, substatus, status, expected) => {
  expect(read(action, { issue: { ...issue, substatus, status } })).toMatchObject([
    { kind: 'state', status: expected },
  ]);
});

test('an activity alert of an issue that is back has no start either', () => {
  const startOf = (substatus: string) =>
    read('triggered', { issue: { ...issue, substatus, status: 'unresolved' } })[0]?.startedAt;

  expect(startOf('regressed')).toBeUndefined();
  expect(startOf('new')).toBe(Date.parse(issue.firstSeen));
});

test('an issue and a metric alert of the same number are two alerts', () => {
  const [alert] = read('warning', { metric_alert: { id: '1', title: 'Rate' } });

  expect(alert).toMatchObject({ fingerprint: 'metric-alert:1', severity: 'warning' });
});

test.each([
  ['critical', 'firing', 'critical'],
  ['warning', 'firing', 'warning'],
  ['resolved', 'resolved', 'unknown'],
])('a metric alert that is %s is %s with severity %s', (action, status, severity) => {
  expect(read(action, { metric_alert: { id: 7 } })).toMatchObject([{ status, severity }]);
});

test('an event and an error belong to their issue', () => {
  const event = { issue_id: 1, title: 'TypeError', level: 'fatal' };

  expect(read('triggered', { event })).toMatchObject([
    { fingerprint: 'issue:1', severity: 'critical', status: 'firing' },
  ]);
  expect(read('created', { error: event })).toMatchObject([{ fingerprint: 'issue:1' }]);
});

test('a comment becomes a note, unless it was deleted', () => {
  const data = { comment: 'Mine', issue_id: '1', comment_id: 5 };

  expect(read('created', data, { actor: { name: 'Ada' } })).toMatchObject([
    { kind: 'note', fingerprint: 'issue:1', actor: 'Ada', text: 'Mine' },
  ]);
  expect(read('deleted', data)).toEqual([]);
});

test('an installation means no alert', () => {
  expect(read('created', { installation: { uuid: 'u' } })).toEqual([]);
});

test('the older plugin has all at the top', () => {
  const body = { id: '9', level: 'warning', message: 'Slow', event: { title: 'Slow query' } };

  expect(normalize(Payload.parse(body))).toMatchObject([
    { fingerprint: 'issue:9', severity: 'warning', title: 'Slow query' },
  ]);
});
