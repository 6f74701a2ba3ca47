import { ChangesPush } from '@alert-relay/shared-types';
import { describe, expect, test } from 'vitest';
import {
  isAnswerToHeartbeat,
  judgePush,
  toMacKey,
  toPushAddress,
  toPushBody,
  toSignedContent,
} from './push.ts';

const change = {
  id: 'c1',
  sequence: 0,
  operation: 'update',
  table: 'incident',
  sys_id: 'b'.repeat(32),
  number: 'INC0010001',
  key: null,
  fields: [{ name: 'short_description', old: '', new: 'Größe ${disk} 💾' }],
  journal: [],
  record: { state: '1', active: true, sys_mod_count: 0, short_description: 'Größe ${disk} 💾' },
  actor: { user_name: 'beth', name: 'Beth' },
  at: '2026-01-31T12:00:00Z',
  origin: null,
} as const;

describe('the body of a push', () => {
  const body = toPushBody({ id: 'i1', name: 'dev' }, [
    { ...change, fields: [...change.fields], journal: [...change.journal] },
  ]);

  test('is plain ASCII in which nothing looks like a variable', () => {
    expect(body).toMatch(/^[\u0020-\u007e]+$/);
    expect(body).not.toContain('$');
  });

  test('says the same as before, in the form of the contract', () => {
    expect(ChangesPush.parse(JSON.parse(body))).toEqual({
      type: 'changes',
      instance: { id: 'i1', name: 'dev' },
      changes: [change],
    });
  });
});

describe('the answer to a push', () => {
  test.each([
    [200, '{"accepted":["c1"]}', { kind: 'kept', accepted: ['c1'] }],
    [200, '<html>Sleeping</html>', { kind: 'unavailable' }],
    [204, '', { kind: 'unavailable' }],
    [400, 'no', { kind: 'refused', because: 'HTTP 400 no' }],
    [413, '', { kind: 'refused', because: 'HTTP 413' }],
    [500, '', { kind: 'refused' }],
    [401, '', { kind: 'unavailable' }],
    [404, '', { kind: 'unavailable' }],
    [429, '', { kind: 'unavailable' }],
    [
      502,
      '<html>\n  Bad\n</html>',
      { kind: 'unavailable', because: 'HTTP 502 <html> Bad </html>' },
    ],
    [503, '', { kind: 'unavailable' }],
  ])('%i %j is understood', (status, body, verdict) => {
    expect(judgePush({ status, body, error: '' })).toMatchObject(verdict);
  });

  test('that never came names what the platform said', () => {
    expect(judgePush({ status: 0, body: '', error: 'Unknown host' })).toEqual({
      kind: 'unavailable',
      because: 'No answer: Unknown host',
    });
  });
});

test('the address names the connection, whatever its characters', () => {
  expect(toPushAddress('https://relay.example/base/', 'prod 1/2')).toBe(
    'https://relay.example/base/servicenow/prod%201%2F2/changes',
  );
});

test('what is signed joins id, time and body; the key is the Base64 part of the secret', () => {
  expect(toSignedContent('msg_1', 1700000000, '{}')).toBe('msg_1.1700000000.{}');
  expect(toMacKey('whsec_YWJj')).toBe('YWJj');
});

test.each([
  ['success', 204, '', true, true],
  ['404 of a relay that knows no heartbeat', 404, '{"code":"NOT_FOUND"}', false, true],
  [
    '404 of a relay that does not know the connection any more',
    404,
    '{"code":"NOT_FOUND"}',
    true,
    false,
  ],
  ['404 of something else', 404, '<html>', false, false],
  ['a refusal', 401, '{"code":"NOT_FOUND"}', false, false],
])('a heartbeat that meets %s', (_what, status, body, sendsHeartbeats, isAnswer) => {
  expect(isAnswerToHeartbeat({ status, body, error: '' }, sendsHeartbeats)).toBe(isAnswer);
});
