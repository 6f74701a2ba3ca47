import { expect, test } from 'vitest';
import type { WriteCommand } from './command.ts';
import { asBeforeItsEnd, expectEpisode } from './expected-episode.ts';
import { sampleRoute } from './samples.ts';
import type { Episode } from './situation.ts';

const route = sampleRoute();
const ended: Episode = {
  episode: 2,
  phase: 'resolved',
  state: '6',
  endedBy: 'person',
  endedAt: 5,
  isLateFiringNoted: false,
  sentFields: { state: '1', impact: '1' },
  takenFields: { impact: '3', urgency: '2' },
};
const note: WriteCommand = {
  kind: 'write',
  operation: 'note',
  because: 'firing-after-manual-resolve',
  episode: 2,
  fields: {},
  references: [],
  note: 'It fires.',
  issues: [],
};

test('that it still fires is noted once, and the end stays whose it was', () => {
  const noted = expectEpisode(route, ended, note, 9);

  expect(noted).toEqual({ ...ended, isLateFiringNoted: true });
  expect(expectEpisode(route, noted, { ...note, because: 'note' }, 9)).toEqual(noted);
});

test('a record that ended in another class is not opened by a note', () => {
  const elsewhere: Episode = { ...ended, phase: 'closed', state: '3' };

  expect(expectEpisode(route, elsewhere, note, 9)).toMatchObject({ phase: 'closed', endedAt: 5 });
});

test('what is written is ours again, and what is not stays with whoever set it', () => {
  const fields = { state: '2', impact: '2' };

  const reopened = expectEpisode(route, ended, { ...note, because: 'firing-again', fields }, 9);

  expect(reopened).toMatchObject({
    phase: 'open',
    endedBy: undefined,
    endedAt: undefined,
    sentFields: fields,
    takenFields: { urgency: '2' },
  });
});

test('a new episode knows nothing of the one before', () => {
  const create = { ...note, operation: 'create', because: 'firing-after-close' } as const;

  const next = expectEpisode(route, ended, { ...create, episode: 3, fields: { impact: '2' } }, 9);

  expect(next).toMatchObject({
    episode: 3,
    phase: 'open',
    state: '1',
    isLateFiringNoted: false,
    sentFields: { impact: '2' },
    takenFields: {},
  });
});

test('before its end a record was open, in the state that the route gives what fires, and all else was as it is', () => {
  const working = sampleRoute({ outwardStates: { ...route.outwardStates, firing: '2' } });
  const open = { phase: 'open', endedBy: undefined, endedAt: undefined } as const;

  expect(asBeforeItsEnd(route, ended)).toEqual({ ...ended, ...open, state: '1' });
  expect(asBeforeItsEnd(working, ended)).toEqual({ ...ended, ...open, state: '2' });
});
