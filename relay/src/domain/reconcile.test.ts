import type { LinkState } from '@alert-relay/shared-types';
import { expect, test } from 'vitest';
import {
  compareSides,
  type KnownRecord,
  mayMissChanges,
  toRepeatedFields,
  toStateChange,
} from './reconcile.ts';

const key = 'a'.repeat(64);
const known: KnownRecord = {
  key,
  phase: 'open',
  state: '2',
  appliedSeq: 3,
  modCount: 5,
  reconciledSequence: -1,
  sentFields: { state: '2', impact: '1', urgency: '1' },
  takenFields: {},
};
const state: LinkState = {
  key,
  table: 'incident',
  sys_id: 'b'.repeat(32),
  number: 'INC0010001',
  episode: 1,
  applied_seq: 3,
  applied_event_id: 'job-3',
  exists: true,
  state: '2',
  active: true,
  sys_mod_count: 5,
  sys_updated_on: '2026-11-20 08:00:00',
  last_sequence: 500,
  waiting: 0,
};

test.each<[string, Partial<KnownRecord>, Partial<LinkState> | undefined, string]>([
  ['both know the same', {}, {}, 'none'],
  ['a later version without another state', {}, { sys_mod_count: 9 }, 'none'],
  ['another state', {}, { sys_mod_count: 6, state: '6' }, 'state-differs'],
  ['another state that is on its way', {}, { sys_mod_count: 6, state: '6', waiting: 1 }, 'none'],
  ['another state of the version that we wrote', {}, { state: '6' }, 'none'],
  ['a command that the instance lacks', {}, { applied_seq: 2 }, 'instance-behind'],
  ['a version that the instance lacks', {}, { sys_mod_count: 4 }, 'instance-behind'],
  ['a command that we lack', {}, { applied_seq: 4, sys_mod_count: 6 }, 'relay-behind'],
  ['a deleted record', {}, { exists: false, applied_seq: 0 }, 'gone'],
  [
    'a deleted record of which more is on its way',
    {},
    { exists: false, applied_seq: 0, waiting: 1 },
    'none',
  ],
  ['a deleted record that had ended', { phase: 'closed' }, { exists: false }, 'none'],
  ['a record that was never made', {}, undefined, 'never-made'],
  ['one that had ended', { phase: 'resolved' }, undefined, 'none'],
])('%s', (_name, ours, theirs, expected) => {
  const there = theirs === undefined ? undefined : { ...state, ...theirs };

  expect(compareSides({ ...known, ...ours }, there).kind).toBe(expected);
});

test.each<[number, number | null, number, number[], boolean]>([
  [-1, null, 0, [], false],
  [-1, 0, 0, [], true],
  [-1, 0, 1, [], false],
  [-1, 200, 0, [0, 100, 200], false],
  [-1, 200, 0, [0, 200], true],
  [-1, 200, 0, [0, 100], true],
  [100, 200, 0, [200], false],
  [100, 300, 0, [300], true],
  [200, 200, 0, [], false],
  // Two writers of one version: the last one has not come.
  [-1, 101, 0, [0, 100], true],
])(
  'from %s to %s with %i on the way, of %j: missing is %s',
  (reconciledSequence, last_sequence, waiting, kept, expected) => {
    expect(mayMissChanges({ reconciledSequence }, { last_sequence, waiting }, kept)).toBe(expected);
  },
);

test('what is repeated is what we sent, without what others put in its place', () => {
  expect(toRepeatedFields(known)).toEqual({ state: '2', impact: '1', urgency: '1' });
  expect(toRepeatedFields({ ...known, state: '3', takenFields: { urgency: '3' } })).toEqual({
    impact: '1',
  });
});

test('a state that no change told becomes one, numbered as the app would', () => {
  const change = toStateChange('id', known, { ...state, state: '6', sys_mod_count: 7 }, {});

  expect(change).toMatchObject({
    sequence: 700,
    fields: [{ name: 'state', old: '2', new: '6' }],
    record: { state: '6', sys_mod_count: 7 },
    at: '2026-11-20T08:00:00Z',
    origin: null,
  });
});
