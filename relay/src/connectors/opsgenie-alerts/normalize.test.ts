import { describe, expect, test } from 'vitest';
import { samplePost } from '../../connector-kit/sample-request.ts';
import { decode } from './decode.ts';
import { opsgenieAlerts } from './index.ts';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';

function read(method: string, suffix: string, body?: object) {
  const bytes = Buffer.from(body === undefined ? '' : JSON.stringify(body));
  const decoded = decode({ method, suffix, body: bytes });
  return decoded.kind === 'json' ? normalize(Payload.parse(decoded.json)) : [];
}

test('the answer is what clients of Opsgenie read', () => {
  const answer = (status: 'accepted' | 'rejected', reason?: string) =>
    opsgenieAlerts.answers.body?.(
      { id: 'd-1', status, reason, events: 1 },
      samplePost(new Uint8Array(), 0),
    );

  expect(answer('accepted')).toEqual({
    result: 'Request will be processed',
    took: 0,
    requestId: 'd-1',
  });
  expect(answer('rejected', 'No.')).toEqual({ message: 'No.', took: 0, requestId: 'd-1' });
});

describe('what a request of the Alert API says', () => {
  test.each([
    ['POST', '/v2/alerts/disk-db1/close', 'state', 'resolved'],
    ['POST', '/v2/alerts/disk-db1/acknowledge', 'state', 'acknowledged'],
    ['POST', '/v2/alerts/disk-db1/unacknowledge', 'state', 'unacknowledged'],
    ['POST', '/v2/alerts/disk-db1/snooze', 'state', 'silenced'],
    ['DELETE', '/v2/alerts/disk-db1', 'deleted', 'resolved'],
    ['PUT', '/v2/alerts/disk-db1/message', 'change', 'firing'],
    ['PUT', '/v2/alerts/disk-db1/priority', 'change', 'firing'],
    ['POST', '/v2/alerts/disk-db1/tags', 'change', 'firing'],
  ])('%s %s is %s, %s', (method, suffix, kind, status) => {
    expect(read(method, suffix)).toMatchObject([{ kind, status, fingerprint: 'disk-db1' }]);
  });

  test('a new alert is known by its alias, and by what it says when it has none', () => {
    const [named] = read('POST', '/v2/alerts', { message: 'Full', alias: 'disk' });
    const [unnamed] = read('POST', '/v2/alerts', { message: 'Full', details: { host: 'a' } });
    const [again] = read('POST', '/v2/alerts', { message: 'Full', details: { host: 'a' } });

    expect(named).toMatchObject({ fingerprint: 'disk', title: 'Full', status: 'firing' });
    expect(unnamed).toEqual(again);
  });

  test('a note is a note, and stands beside the state when it comes with one', () => {
    expect(read('POST', '/v2/alerts/disk/notes', { note: 'Looking.' })).toMatchObject([
      { kind: 'note', text: 'Looking.' },
    ]);
    expect(read('POST', '/v2/alerts/disk/close', { note: 'Done.' })).toMatchObject([
      { kind: 'state', status: 'resolved' },
      { kind: 'note', text: 'Done.' },
    ]);
  });

  test('an escaped alias is the alias', () => {
    expect(read('POST', '/v2/alerts/disk%20db%2F1/close')).toMatchObject([
      { fingerprint: 'disk db/1' },
    ]);
  });
});
