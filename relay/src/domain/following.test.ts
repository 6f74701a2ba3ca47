import { expect, test } from 'vitest';
import { chooseEvents } from './following.ts';
import { sampleEpisode, sampleEvent } from './samples.ts';
import type { Episode, Member, Situation } from './situation.ts';

const member: Member = {
  fingerprint: 'disk-db1',
  status: 'firing',
  severity: 'critical',
  startedAt: 1,
  contentHash: '',
};
const open = sampleEpisode();
const ended: Episode = { ...open, phase: 'resolved' };
const over: Member = { ...member, status: 'resolved' };

function situation(episode: Episode | undefined, ...members: readonly Member[]): Situation {
  const named = members.map((one) => [one.fingerprint, one] as const);
  return { source: 'prometheus', at: 1, episode, members: new Map(named) };
}

test.each([
  ['of an alert that goes on, while its record is open', 'firing', open, [member], true],
  ['of its end, though the record ended before', 'resolved', ended, [member], true],
  ['of what goes on, once the record has ended', 'firing', ended, [member], false],
  ['of an alert that ended', 'firing', open, [over], false],
  ['of an alert that is none of the record', 'resolved', open, [], false],
] as const)('a record hears %s', (_what, status, episode, members, isHeard) => {
  const said = { event: sampleEvent({ status }), follows: 'no-route' };

  const { events, notTaken } = chooseEvents([said], situation(episode, ...members));

  expect([events, notTaken]).toEqual(isHeard ? [[said], []] : [[], [said]]);
});

test.each([
  ['in each of its lives', [over], true],
  ['and nobody else', [], false],
])('an alert that we opened is heard by its record: %s', (_what, members, isHeard) => {
  const said = { event: sampleEvent(), follows: 'own-alert' };

  expect(chooseEvents([said], situation(ended, ...members)).events).toEqual(isHeard ? [said] : []);
});

test('what a route takes names it, before what merely follows', () => {
  const follows = { event: sampleEvent(), follows: 'no-route' };
  const taken = { event: sampleEvent({ fingerprint: 'other' }), follows: undefined };

  expect(chooseEvents([follows, taken], situation(open, member)).lead).toBe(taken);
  expect(chooseEvents([follows], situation(open, member)).lead).toBe(follows);
  expect(chooseEvents([follows], situation(undefined)).lead).toBe(follows);
});
