import { UpsertRequest } from '@alert-relay/shared-types';
import { describe, expect, test } from 'vitest';
import { checkKey, parseUpsertRequest } from './upsert-request.ts';

const good = {
  event_id: 'e1',
  seq: 1,
  table: 'incident',
  workspace: 'default',
  connection: 'prod',
  source: 'prometheus',
  episode: 1,
  correlation_display: 'prometheus a1',
  external_url: 'https://prometheus.example/alerts',
  fields: { short_description: 'Disk full', close_notes: '' },
  notes: [{ id: 'n1', element: 'work_notes', text: 'It filled' }],
};

const { event_id: _eventId, ...withoutEventId } = good;

describe('the body of an upsert', () => {
  test('that fits the contract is handed on as it is', () => {
    expect(parseUpsertRequest(good)).toEqual({ ok: true, value: good });
    expect(UpsertRequest.safeParse(good).success).toBe(true);
  });

  test.each<[string, unknown, string, string]>([
    ['no object', 'text', '', 'The body must be a JSON object'],
    ['a list', [], '', 'The body must be a JSON object'],
    ['a missing field', withoutEventId, 'event_id', 'event_id must be text'],
    [
      'an unknown field',
      { ...good, more: 1 },
      'more',
      'more must be left out: the contract does not know it',
    ],
    ['a sequence of zero', { ...good, seq: 0 }, 'seq', 'seq must be a whole number of at least 1'],
    ['a fraction', { ...good, seq: 1.5 }, 'seq', 'seq must be a whole number of at least 1'],
    ['a number for text', { ...good, source: 7 }, 'source', 'source must be text'],
    [
      'an empty name',
      { ...good, source: '' },
      'source',
      'source must be text of 1 to 100 characters',
    ],
    [
      'a wrong table name',
      { ...good, table: 'In-cident' },
      'table',
      'table must be lower-case letters, digits and _, starting with a letter',
    ],
    [
      'a list of fields',
      { ...good, fields: [] },
      'fields',
      'fields must be an object of column and stored value',
    ],
    [
      'a number in a field',
      { ...good, fields: { impact: 1 } },
      'fields.impact',
      'fields.impact must be text',
    ],
    [
      'an over-long field',
      { ...good, fields: { x: 'x'.repeat(65_001) } },
      'fields.x',
      'fields.x must be text of 0 to 65000 characters',
    ],
    [
      'too many notes',
      { ...good, notes: Array.from({ length: 101 }, () => good.notes[0]) },
      'notes',
      'notes must be a list of at most 100 notes',
    ],
    [
      'a note for another field',
      { ...good, notes: [{ id: 'n', element: 'state', text: 'x' }] },
      'notes[0].element',
      'notes[0].element must be one of work_notes, comments',
    ],
    [
      'a note without text',
      { ...good, notes: [good.notes[0], { id: 'n', element: 'comments' }] },
      'notes[1].text',
      'notes[1].text must be text',
    ],
  ])('with %s is refused, and so it is by the contract', (_name, body, field, message) => {
    expect(parseUpsertRequest(body)).toEqual({
      ok: false,
      refusal: { code: 'invalid_request', field, message },
    });
    expect(UpsertRequest.safeParse(body).success).toBe(false);
  });

  test.each(['sys_id', 'sys_created_on', 'x_alrt_relay_key', 'work_notes', 'comments'])(
    'may not set %s among its fields',
    (column) => {
      const result = parseUpsertRequest({ ...good, fields: { [column]: 'x' } });

      expect(result).toMatchObject({
        refusal: { code: 'invalid_request', field: `fields.${column}` },
      });
    },
  );
});

test.each(['', 'abc', 'A'.repeat(64), `${'a'.repeat(63)}^`])('the key %j is refused', (key) => {
  expect(checkKey(key)?.field).toBe('key');
});
