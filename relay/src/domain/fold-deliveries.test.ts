import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AlertEvent } from './alert-event.ts';
import type { WriteCommand } from './command.ts';
import { expectEpisode } from './expected-episode.ts';
import { foldDeliveries, type FoldedCommand, type Heard } from './fold-deliveries.ts';
import type { Offered } from './following.ts';
import { decideIncidentCommand } from './incident-command.ts';
import { sampleEvent, sampleRoute } from './samples.ts';
import type { Situation } from './situation.ts';

const route = sampleRoute();
const nothingKnown: Situation = {
  source: 'prometheus',
  at: 5_000_000,
  episode: undefined,
  members: new Map(),
};

function heard(...events: readonly AlertEvent[]): Heard<Offered> {
  return { at: 5_000_000, said: events.map((event) => ({ event, follows: undefined })) };
}

function firing(name: string, change: Partial<AlertEvent> = {}): Heard<Offered> {
  return heard(sampleEvent({ fingerprint: name, title: `${name} is down`, ...change }));
}

const resolved = (name: string) => firing(name, { status: 'resolved', endedAt: 2_000_000 });

/** A lane whose record was opened by an alert that goes on. */
function open(): Situation {
  return play(nothingKnown, [firing('first')]).situation;
}

/** Done one by one, each upon what the one before left. */
function play(start: Situation, deliveries: readonly Heard<Offered>[]) {
  let situation = start;
  const writes: WriteCommand[] = [];
  for (const { said } of deliveries) {
    const decision = decideIncidentCommand(
      route,
      situation,
      said.map(({ event }) => event),
    );
    const { command } = decision;
    if (command.kind === 'write') writes.push(command);
    situation = {
      ...situation,
      members: new Map([
        ...situation.members,
        ...decision.members.map((member) => [member.fingerprint, member] as const),
      ]),
      episode:
        command.kind === 'write'
          ? expectEpisode(route, situation.episode, command, situation.at)
          : situation.episode,
    };
  }
  return { situation, writes };
}

/** Done with as much folding as there can be. */
function playFolded(start: Situation, deliveries: readonly Heard<Offered>[]) {
  let situation = start;
  let rest = deliveries;
  const writes: FoldedCommand[] = [];
  while (rest.length > 0) {
    const { parts, command } = foldDeliveries(route, situation, rest);
    if (command.kind === 'write') writes.push(command);
    situation = play(situation, rest.slice(0, parts.length)).situation;
    rest = rest.slice(parts.length);
  }
  return { situation, writes };
}

describe('in an open record', () => {
  test('what is said of many alerts becomes one update with the note of each', () => {
    const names = Array.from({ length: 60 }, (_, index) => `alert-${index}`);

    const folded = foldDeliveries(
      route,
      open(),
      names.map((name) => firing(name)),
    );

    expect(folded.parts).toHaveLength(60);
    expect(folded.command).toMatchObject({ kind: 'write', operation: 'note', episode: 1 });
    const notes = folded.command.kind === 'write' ? folded.command.notes : [];
    expect(notes).toHaveLength(60);
    for (const [index, name] of names.entries()) expect(notes[index]).toContain(`${name} is down`);
  });

  test('the last word on a column counts', () => {
    const folded = foldDeliveries(route, open(), [
      firing('b', { status: 'acknowledged' }),
      firing('b', { status: 'unacknowledged' }),
    ]);

    expect(folded.command).toMatchObject({ operation: 'update', fields: { state: '1' } });
  });

  test('what a person set stays, also under the deliveries that are folded onto the first', () => {
    const { episode, ...rest } = open();
    if (episode === undefined) throw new TypeError('no record');
    const taken = { ...episode, takenFields: { impact: '3' } };

    const folded = foldDeliveries(route, { ...rest, episode: taken }, [
      firing('first', { severity: 'high' }),
      firing('first', { severity: 'high', description: 'Still.' }),
    ]);

    expect(folded.parts).toHaveLength(2);
    expect(folded.command).toMatchObject({ operation: 'update', fields: { severity: '2' } });
    expect(folded.command).not.toHaveProperty('fields.impact');
  });

  test('repeats cost nothing and are done along', () => {
    const folded = foldDeliveries(route, open(), [firing('first'), firing('first'), firing('b')]);

    expect(folded.parts.map(({ decision }) => decision.command.kind)).toEqual([
      'nothing',
      'nothing',
      'write',
    ]);
  });

  test('repeats alone are nothing', () => {
    const folded = foldDeliveries(route, open(), [firing('first'), firing('first')]);

    expect([folded.parts.length, folded.command]).toEqual([
      2,
      { kind: 'nothing', because: 'repeat', issues: [] },
    ]);
  });

  test('a resolution ends what is folded, and what comes after it is decided anew', () => {
    const folded = foldDeliveries(route, open(), [
      firing('b'),
      resolved('b'),
      resolved('first'),
      firing('first', { startedAt: 3_000_000 }),
    ]);

    expect(folded.parts).toHaveLength(3);
    expect(folded.command).toMatchObject({ operation: 'resolve', because: 'all-resolved' });
  });

  test('long notes are spread over several commands', () => {
    const long = (name: string) => firing(name, { description: 'x'.repeat(14_000) });

    const folded = foldDeliveries(
      route,
      open(),
      Array.from({ length: 30 }, (_, index) => long(`alert-${index}`)),
    );

    expect(folded.parts.length).toBeGreaterThan(5);
    expect(folded.parts.length).toBeLessThan(20);
  });
});

describe('without an open record', () => {
  test('an alert that came and went while it waited is opened and then resolved', () => {
    const folded = foldDeliveries(route, nothingKnown, [firing('a'), resolved('a')]);

    expect(folded.parts).toHaveLength(1);
    expect(folded.command).toMatchObject({ operation: 'create' });
  });

  test('a record is created by the first alone, along with the repeats of it', () => {
    const folded = foldDeliveries(route, nothingKnown, [firing('a'), firing('a'), firing('b')]);

    expect(folded.parts).toHaveLength(2);
    expect(folded.command).toMatchObject({ operation: 'create' });
  });
});

describe('whatever comes', () => {
  const anyDelivery = fc
    .array(
      fc.record({
        fingerprint: fc.constantFrom('a', 'b', 'c'),
        status: fc.constantFrom('firing', 'resolved', 'acknowledged', 'unacknowledged'),
        severity: fc.constantFrom('critical', 'warning', 'unknown'),
        kind: fc.constantFrom('state', 'state', 'state', 'note'),
        text: fc.constantFrom('seen', 'working on it'),
        startedAt: fc.constantFrom(1, 2, 3),
      }),
      { minLength: 1, maxLength: 3 },
    )
    .map((changes) => heard(...changes.map((change) => sampleEvent(change))));
  const history = fc.array(anyDelivery, { maxLength: 14 });
  const turns = new Set(['create', 'resolve', 'reopen']);

  test('folding changes neither where things end nor what has to be seen on the way', () => {
    fc.assert(
      fc.property(history, (deliveries) => {
        const single = play(nothingKnown, deliveries);
        const folded = playFolded(nothingKnown, deliveries);

        expect(folded.situation).toEqual(single.situation);
        expect(folded.writes.length).toBeLessThanOrEqual(single.writes.length);
        expect(turnsOf(folded.writes)).toEqual(turnsOf(single.writes));
        expect(folded.writes.flatMap(({ notes }) => notes)).toEqual(
          single.writes.flatMap(({ note }) => (note === undefined ? [] : [note])),
        );
      }),
      { numRuns: 500 },
    );
  });

  test('columns hold the same after each record was written', () => {
    fc.assert(
      fc.property(history, (deliveries) => {
        const columnsOf = (writes: readonly Pick<WriteCommand, 'episode' | 'fields'>[]) => {
          const columns: Record<string, Record<string, string>> = {};
          for (const { episode, fields } of writes) {
            columns[episode] = { ...columns[episode], ...fields };
          }
          return columns;
        };

        expect(columnsOf(playFolded(nothingKnown, deliveries).writes)).toEqual(
          columnsOf(play(nothingKnown, deliveries).writes),
        );
      }),
    );
  });

  function turnsOf(writes: readonly Pick<WriteCommand, 'operation' | 'episode'>[]) {
    return writes
      .filter(({ operation }) => turns.has(operation))
      .map(({ operation, episode }) => [operation, episode]);
  }
});
