import type { ChangeEvent } from '@alert-relay/shared-types';
import { expect, test } from 'vitest';
import { withoutExcluded } from './excluded-fields.ts';
import { toRuleForm } from './rule-script.ts';

const change: ChangeEvent = {
  id: 'change-1',
  sequence: 5,
  operation: 'update',
  table: 'incident',
  sys_id: '1'.repeat(32),
  number: 'INC0010001',
  key: null,
  fields: [
    { name: 'state', old: '1', new: '6' },
    { name: 'close_notes', old: null, new: 'The key of the safe is 1234.' },
  ],
  journal: [
    { id: 'a', element: 'comments', text: 'public', author: 'Beth', at: '2026-11-22T08:00:00Z' },
    {
      id: 'b',
      element: 'work_notes',
      text: 'internal',
      author: 'Beth',
      at: '2026-11-22T08:00:00Z',
    },
  ],
  record: {
    state: '6',
    active: true,
    sys_mod_count: 5,
    short_description: 'A title with a name',
    close_code: 'Solution provided',
    close_notes: 'The key of the safe is 1234.',
  },
  actor: { user_name: 'beth', name: 'Beth Anglin' },
  at: '2026-11-22T08:00:00Z',
  origin: null,
};

test('nothing excluded, nothing changed', () => {
  expect(withoutExcluded(change, [])).toBe(change);
});

test('what is excluded is in no part of a change', () => {
  const left = withoutExcluded(change, ['close_notes', 'work_notes', 'short_description']);

  expect(JSON.stringify(left)).not.toMatch(/1234|internal|A title/);
  expect(left).toMatchObject({
    fields: [{ name: 'state' }],
    journal: [{ element: 'comments', text: 'public' }],
    record: { state: '6', close_code: 'Solution provided', short_description: '' },
  });
});

test('the script to paste does not speak of what is excluded', () => {
  const settings = { address: 'https://relay.example/rule', token: 't', table: 'incident' };
  const { script } = toRuleForm({ ...settings, excludedFields: ['close_notes'] });

  expect(script).not.toContain('close_notes');
  expect(script).toContain('close_code');
});

test('pictures stay where attachments are excluded', () => {
  const picture = {
    sys_id: 'e'.repeat(32),
    file_name: 'graph.png',
    content_type: 'image/png',
    size_bytes: 14,
    author: 'beth.anglin',
    at: '2026-11-22T08:00:00Z',
  };
  const with_ = { ...change, attachments: [picture] };

  expect(withoutExcluded(with_, ['attachments'])).not.toHaveProperty('attachments');
  expect(withoutExcluded(with_, ['comments']).attachments).toEqual([picture]);
});
