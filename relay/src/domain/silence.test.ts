import { expect, test } from 'vitest';
import { foldDeliveries } from './fold-deliveries.ts';
import { decideIncidentCommand } from './incident-command.ts';
import { sampleEpisode, sampleEvent, sampleRoute } from './samples.ts';
import { isDisproved, lastHeardIn, toSilentEnds } from './silence.ts';
import type { Situation } from './situation.ts';
import { literal } from './template.ts';

const route = sampleRoute({ closeNotes: literal('Resolved in prometheus.') });
const heardAt = Date.UTC(2026, 10, 20, 8);
const now = heardAt + 3_600_000;
const firing = sampleEvent();
const of = { source: 'prometheus', route: 'ops', title: 'Disk of db1 is full', heardAt, now };
const [end = firing] = toSilentEnds(of, [firing]);

const episode = sampleEpisode();

function open(): Situation {
  return {
    source: 'prometheus',
    at: now,
    heardAt,
    episode,
    members: new Map([
      [
        firing.fingerprint,
        {
          fingerprint: firing.fingerprint,
          status: 'firing',
          severity: 'critical',
          startedAt: firing.startedAt,
          contentHash: 'x',
        },
      ],
    ]),
  };
}

test('an end that nobody told resolves the record, in words that do not say that the tool did', () => {
  const { command } = decideIncidentCommand(route, open(), [end]);

  const since = 'prometheus has said nothing of it since 2026-11-20T08:00:00.000Z';
  expect(command).toMatchObject({
    operation: 'resolve',
    because: 'silent',
    fields: { state: '6', close_notes: expect.stringContaining(since) },
    note: expect.stringContaining(since),
  });
});

test('an alert that went on in silence opens a record again, also with the start of before', () => {
  const { members } = decideIncidentCommand(route, open(), [end]);
  const resolved: Situation = {
    ...open(),
    members: new Map(members.map((member) => [member.fingerprint, member])),
    episode: { ...episode, phase: 'resolved', state: '6', endedBy: 'tool', endedAt: now },
  };

  const { command } = decideIncidentCommand(route, resolved, [firing]);

  expect(command).toMatchObject({ operation: 'create', episode: 2 });
});

test.each([
  ['heard since', heardAt + 1, true],
  ['heard then', heardAt, false],
  ['nobody listens any more', undefined, true],
])('%s', (_what, last, expected) => {
  expect(isDisproved(end, { heardAt: last })).toBe(expected);
  expect(isDisproved(firing, { heardAt: last })).toBe(false);
});

test('a word that waits before it disproves it in the same command', () => {
  const offer = (event: typeof firing) => [{ event, follows: undefined }];
  const waiting = [
    { at: heardAt + 60_000, said: offer(firing) },
    { at: now, said: offer(end) },
  ];

  const { command, parts } = foldDeliveries(route, open(), waiting);

  expect(command).toMatchObject({ kind: 'write', operation: 'update' });
  expect(parts.map(({ decision }) => decision.command.kind)).toEqual(['write', 'nothing']);
  expect(lastHeardIn(waiting)).toBe(heardAt + 60_000);
});
