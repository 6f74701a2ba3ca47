import { expect, test } from 'vitest';
import type { WriteCommand } from './command.ts';
import { isNoted, NOTE_ON, toNoted } from './note-on.ts';
import { sampleRoute } from './samples.ts';

const [group] = sampleRoute().references;
if (group === undefined) throw new TypeError('a reference');
const noteOn = { ...group, column: NOTE_ON };

test.each([
  ['one that names somebody else’s record', [group, noteOn], undefined, true],
  ['one that does not', [group], undefined, false],
  ['an episode that began so, whatever the route says now', [group], { [NOTE_ON]: 'x' }, true],
  ['an episode with a record of its own', [noteOn], { state: '1' }, false],
] as const)('a route notes: %s', (_what, references, sentFields, expected) => {
  const episode = sentFields && ({ phase: 'open', sentFields } as const);

  expect(isNoted(sampleRoute({ references }), episode)).toBe(expected);
});

test.each([
  ['create', 'create'],
  ['update', 'note'],
  ['resolve', 'resolve'],
] as const)('of %s nothing but its note is left', (operation, left) => {
  const command: WriteCommand = {
    kind: 'write',
    operation,
    because: 'changed',
    episode: 1,
    fields: { impact: '1' },
    references: [],
    note: 'It fires.',
    issues: [{ column: 'impact', kind: 'conflict' }],
  };

  expect(toNoted(command)).toEqual({ ...command, operation: left, fields: {}, issues: [] });
});
