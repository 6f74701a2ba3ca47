import { expect, test } from 'vitest';
import { check, isKept, type Effect, type Evidence, type Statement } from './checker.ts';

const nothingWrong = { lost: [], duplicated: [], unexpected: [], outOfOrder: [], recovered: [] };

function steps(...numbers: readonly number[]): readonly Statement[] {
  return numbers.map((step) => ({ key: 'disk', step }));
}

function record(key = 'disk', name = 'INC1'): Effect {
  return { kind: 'record', key, record: name };
}

function notes(...numbers: readonly number[]): readonly Effect[] {
  return numbers.map((step) => ({ kind: 'note', key: 'disk', step, record: 'INC1' }));
}

function turn(to: 'ended' | 'open'): Effect {
  return { kind: 'turn', to, record: 'INC1' };
}

test.each<[string, Evidence, Partial<typeof nothingWrong> | Record<string, readonly string[]>]>([
  [
    'everything acknowledged was done once and in order',
    { attempted: steps(1, 2), acknowledged: steps(1, 2), effects: [record(), ...notes(1, 2)] },
    {},
  ],
  ['nothing was said', { attempted: [], acknowledged: [], effects: [] }, {}],
  [
    'the record of an acknowledged key is missing',
    { attempted: steps(1), acknowledged: steps(1), effects: [] },
    { lost: ['disk', 'disk#1'] },
  ],
  [
    'one acknowledged step is missing',
    {
      attempted: steps(1, 2, 3),
      acknowledged: steps(1, 2, 3),
      effects: [record(), ...notes(1, 3)],
    },
    { lost: ['disk#2'] },
  ],
  [
    'a step that was never acknowledged is missing',
    { attempted: steps(1, 2), acknowledged: steps(1), effects: [record(), ...notes(1)] },
    {},
  ],
  [
    'a step without an acknowledgment was done',
    { attempted: steps(1, 2), acknowledged: steps(1), effects: [record(), ...notes(1, 2)] },
    { recovered: ['disk#2'] },
  ],
  [
    'a step was attempted three times and done once',
    { attempted: steps(1, 1, 1), acknowledged: steps(1), effects: [record(), ...notes(1)] },
    {},
  ],
  [
    'one key has two records',
    {
      attempted: steps(1),
      acknowledged: steps(1),
      effects: [record(), record('disk', 'INC2'), ...notes(1)],
    },
    { duplicated: ['disk'] },
  ],
  [
    'a note stands twice',
    { attempted: steps(1), acknowledged: steps(1), effects: [record(), ...notes(1, 1)] },
    { duplicated: ['disk#1'] },
  ],
  [
    'steps were applied in another order',
    {
      attempted: steps(1, 2, 3),
      acknowledged: steps(1, 2, 3),
      effects: [record(), ...notes(1, 3, 2)],
    },
    { outOfOrder: ['disk#2'] },
  ],
  [
    'there is a record that nobody asked for',
    {
      attempted: steps(1),
      acknowledged: steps(1),
      effects: [record(), ...notes(1), record('fan')],
    },
    { unexpected: ['fan'] },
  ],
  [
    'there is a note that nobody asked for',
    { attempted: steps(1), acknowledged: steps(1), effects: [record(), ...notes(1, 2)] },
    { unexpected: ['disk#2'] },
  ],
  [
    'a record ended with its last step',
    {
      attempted: steps(1, 2),
      acknowledged: steps(1, 2),
      effects: [record(), ...notes(1, 2), turn('ended')],
      lastStep: 2,
    },
    {},
  ],
  [
    'a record ended before its last step, and was reopened',
    {
      attempted: steps(1, 2),
      acknowledged: steps(1, 2),
      effects: [record(), ...notes(1), turn('ended'), turn('open'), ...notes(2), turn('ended')],
      lastStep: 2,
    },
    { unexpected: ['disk ended', 'disk open', 'disk ended'] },
  ],
  [
    'a record ended twice',
    {
      attempted: steps(1, 2),
      acknowledged: steps(1, 2),
      effects: [record(), ...notes(1, 2), turn('ended'), turn('ended')],
      lastStep: 2,
    },
    { unexpected: ['disk ended'] },
  ],
  [
    'a record did not end',
    {
      attempted: steps(1, 2),
      acknowledged: steps(1, 2),
      effects: [record(), ...notes(1, 2)],
      lastStep: 2,
    },
    { lost: ['disk ended'] },
  ],
])('%s', (_case, evidence, wrong) => {
  expect(check(evidence)).toEqual({ ...nothingWrong, ...wrong });
});

test('keeps the order of each key apart', () => {
  const effects: readonly Effect[] = [
    { kind: 'note', key: 'disk', step: 2, record: 'INC1' },
    { kind: 'note', key: 'fan', step: 1, record: 'INC2' },
  ];

  expect(check({ attempted: [], acknowledged: [], effects }).outOfOrder).toEqual([]);
});

test('a promise is broken by all but what was recovered', () => {
  expect(isKept({ ...nothingWrong, recovered: ['disk#2'] })).toBe(true);
  expect(isKept({ ...nothingWrong, lost: ['disk#2'] })).toBe(false);
  expect(isKept({ ...nothingWrong, outOfOrder: ['disk#2'] })).toBe(false);
});
