import { expect, test } from 'vitest';
import type { AlertEvent } from './alert-event.ts';
import { toBornSituation } from './born-record.ts';
import { decideIncidentCommand } from './incident-command.ts';
import { sampleEvent, sampleRoute } from './samples.ts';
import type { Situation } from './situation.ts';

const route = sampleRoute();
const nothingKnown: Situation = { source: 'oncall', at: 0, episode: undefined, members: new Map() };

function decide(change: Partial<AlertEvent>, state = '1') {
  const event = sampleEvent({ fingerprint: 'alert-relay-1f', severity: 'critical', ...change });
  const situation = toBornSituation(route, { state, active: true }, nothingKnown, event);
  return decideIncidentCommand(route, situation, [event]).command;
}

test('the alert that we opened comes back as it is: nothing to say', () => {
  expect(decide({ status: 'firing' })).toMatchObject({ kind: 'nothing', because: 'repeat' });
});

test('what the tool does to it reaches the state of the record, and no word of its own', () => {
  expect(decide({ status: 'acknowledged' })).toMatchObject({
    operation: 'update',
    fields: { state: '2' },
    references: [],
  });
  const resolved = decide({ status: 'resolved' });
  expect(resolved).toMatchObject({ operation: 'resolve' });
  expect(Object.keys(resolved.kind === 'write' ? resolved.fields : {}).toSorted()).toEqual([
    'close_code',
    'close_notes',
    'state',
  ]);
});

test('an end of a record that is closed already says nothing', () => {
  expect(decide({ status: 'resolved' }, '7')).toMatchObject({ kind: 'nothing' });
});

test('it never gets a second record: what is resolved opens again, what is closed stays closed', () => {
  const event = sampleEvent({ fingerprint: 'alert-relay-1f', status: 'firing' });
  const again = (state: string) => {
    const before = { ...event, status: 'resolved' } as const;
    const known = toBornSituation(route, { state, active: true }, nothingKnown, before);
    const member = known.members.get(event.fingerprint);
    const ended = member && { ...member, status: 'resolved' as const };
    const members = new Map(ended && [[event.fingerprint, ended]]);
    return decideIncidentCommand(route, { ...known, members }, [event]).command;
  };

  expect(again('6')).toMatchObject({ operation: 'reopen', fields: { state: '1' }, episode: 1 });
  expect(again('7')).toMatchObject({ kind: 'nothing' });
});
