import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AlertEvent } from './alert-event.ts';
import type { Route } from './configuration.ts';
import { decideIncidentCommand } from './incident-command.ts';
import { toPhase } from './lifecycle.ts';
import { sampleEvent, sampleRoute } from './samples.ts';
import type { Episode, Situation } from './situation.ts';

const route = sampleRoute();
const said = { source: 'prometheus', at: 5_000_000 };
const nothingKnown: Situation = { ...said, episode: undefined, members: new Map() };

/** Applies deliveries one after the other as the stage does, with a ServiceNow that does what it is told. */
function play(deliveries: readonly (readonly AlertEvent[])[], over: Route = route) {
  let situation = nothingKnown;
  const commands = deliveries.map((events) => {
    const decision = decideIncidentCommand(over, situation, events);
    situation = after(over, situation, decision);
    return decision.command;
  });
  return { commands, situation };
}

function after(
  over: Route,
  before: Situation,
  { command, members }: ReturnType<typeof decideIncidentCommand>,
): Situation {
  const merged = new Map(before.members);
  for (const member of members) merged.set(member.fingerprint, member);
  if (command.kind === 'nothing') return { ...said, episode: before.episode, members: merged };
  const state = command.fields['state'] ?? before.episode?.state ?? '1';
  const phase = toPhase(over, { state, active: true });
  const isSame = before.episode?.episode === command.episode;
  const episode: Episode = {
    episode: command.episode,
    state,
    phase,
    endedBy: phase === 'open' ? undefined : 'tool',
    endedAt: phase === 'open' ? undefined : said.at,
    takenFields: {},
    isLateFiringNoted: command.because === 'firing-after-manual-resolve',
    sentFields: { ...(isSame ? before.episode.sentFields : {}), ...command.fields },
  };
  return { ...said, episode, members: merged };
}

const db2 = { fingerprint: 'disk-db2', title: 'Disk of db2 is full' };
const resolvedEvent = sampleEvent({ status: 'resolved', annotations: {}, endedAt: 2_000_000 });

describe('a new alert', () => {
  test('creates a record with the delivery settings of its route', () => {
    const { command } = decideIncidentCommand(route, nothingKnown, [sampleEvent()]);

    expect(command).toMatchObject({
      kind: 'write',
      operation: 'create',
      because: 'first-firing',
      episode: 1,
      fields: {
        short_description: 'Disk of db1 is full',
        description: 'Less than 1 % left.\n\nhttps://prometheus.example/graph',
        category: 'software',
        state: '1',
        impact: '1',
        urgency: '1',
        severity: '1',
      },
      references: [{ column: 'assignment_group', table: 'sys_user_group', value: 'Network' }],
    });
  });

  test('of a group is one record, as urgent as its worst member', () => {
    const { command } = decideIncidentCommand(route, nothingKnown, [
      sampleEvent({ severity: 'info' }),
      sampleEvent({ ...db2, severity: 'high' }),
    ]);

    expect(command).toMatchObject({ operation: 'create', fields: { impact: '2', urgency: '1' } });
  });

  test('that was resolved before it was ever seen firing opens nothing', () => {
    expect(play([[resolvedEvent]]).commands).toEqual([
      { kind: 'nothing', because: 'never-opened', issues: [] },
    ]);
  });

  test('says nothing in journals when both switches are off', () => {
    const quiet = sampleRoute({ workNotes: false, comments: false });

    const { command } = decideIncidentCommand(quiet, nothingKnown, [sampleEvent()]);

    expect(command).toMatchObject({ operation: 'create', note: undefined });
  });
});

describe('a change that tells no state', () => {
  const change = sampleEvent({ kind: 'change', title: 'Tag added', severity: 'unknown' });

  test('opens nothing, and does not hide the firing that comes after it', () => {
    const { commands } = play([[change], [sampleEvent()]]);

    expect(commands.map(({ because }) => because)).toEqual(['never-opened', 'first-firing']);
  });

  test('is noted on the open record, also while somebody works on it, and leaves the status alone', () => {
    const { commands, situation } = play([
      [sampleEvent()],
      [sampleEvent({ status: 'acknowledged' })],
      [change],
    ]);

    expect(commands[2]).toMatchObject({ operation: 'note' });
    expect(situation.members.get(change.fingerprint)?.status).toBe('acknowledged');
  });

  test('can make the record more urgent', () => {
    const { commands } = play([
      [sampleEvent({ severity: 'info' })],
      [sampleEvent({ kind: 'change', severity: 'critical' })],
    ]);

    expect(commands[1]).toMatchObject({ operation: 'update', fields: { impact: '1' } });
  });
});

describe('a note', () => {
  test('ends nothing, whatever status it came with', () => {
    const { situation } = play([[sampleEvent()], [resolvedEvent]]);
    const { episode } = situation;
    const openedAgain = { ...situation, episode: episode && reopened(episode) };
    const note = sampleEvent({ kind: 'note', status: 'resolved', text: 'Sent again.' });

    const { command } = decideIncidentCommand(route, openedAgain, [note]);

    expect(command).toMatchObject({ operation: 'note', because: 'note', fields: {} });
  });

  function reopened(episode: Episode): Episode {
    return { ...episode, phase: 'open', state: '2', endedBy: undefined, endedAt: undefined };
  }
});

test.each([
  ['a note alone', ['note'], 'note'],
  ['a note with a change', ['note', 'change'], 'changed'],
] as const)('what an open record hears is named: %s', (_name, kinds, because) => {
  const { situation } = play([[sampleEvent()]]);
  const told = kinds.map((kind) => sampleEvent({ kind, text: 'Seen.' }));

  expect(decideIncidentCommand(route, situation, told).command).toMatchObject({ because });
});

describe('an open record', () => {
  test('is left alone by a repeat', () => {
    const { commands } = play([[sampleEvent()], [sampleEvent()]]);

    expect(commands[1]).toEqual({ kind: 'nothing', because: 'repeat', issues: [] });
  });

  test('gets a note when another alert of the group joins', () => {
    const { commands } = play([[sampleEvent()], [sampleEvent(), sampleEvent(db2)]]);

    expect(commands[1]).toMatchObject({ operation: 'note', because: 'changed', fields: {} });
    expect(commands[1]).toHaveProperty('note', expect.not.stringContaining('db1 is full'));
  });

  test('becomes more urgent when a worse alert joins, and only that is written', () => {
    const { commands } = play([
      [sampleEvent({ severity: 'info' })],
      [sampleEvent({ ...db2, severity: 'critical' })],
    ]);

    expect(commands[1]).toMatchObject({
      operation: 'update',
      fields: { impact: '1', urgency: '1', severity: '1' },
    });
  });

  test('is resolved only when all of its alerts are', () => {
    const { commands } = play([
      [sampleEvent(), sampleEvent(db2)],
      [resolvedEvent],
      [sampleEvent({ ...db2, status: 'resolved' })],
    ]);

    expect(commands.map((command) => command.because)).toEqual([
      'first-firing',
      'some-resolved',
      'all-resolved',
    ]);
    expect(commands[2]).toMatchObject({
      operation: 'resolve',
      fields: {
        state: '6',
        close_code: 'Solution provided',
        close_notes: 'Resolved in the alerting tool.',
      },
    });
  });

  test('stays where people put it when its alert is called unacknowledged and was never anything else', () => {
    const { situation } = play([[sampleEvent()]]);
    const { episode } = situation;
    const inProgress = { ...situation, episode: episode && { ...episode, state: '2' } };
    const comment = sampleEvent({ status: 'unacknowledged' });
    const lesser = sampleEvent({ status: 'unacknowledged', severity: 'info' });

    const changed = decideIncidentCommand(route, inProgress, [lesser]).command;

    expect(decideIncidentCommand(route, inProgress, [comment]).command).toMatchObject({
      kind: 'nothing',
      because: 'repeat',
    });
    expect(changed).toMatchObject({ operation: 'update', fields: { impact: '3' } });
    expect(changed).not.toHaveProperty('fields.state');
  });

  test('that cannot be resolved, by the states of its route, is not filled in as if it were', () => {
    const endless = sampleRoute({ outwardStates: { ...route.outwardStates, resolved: undefined } });

    const { commands } = play([[sampleEvent()], [resolvedEvent]], endless);

    expect(commands[1]).toMatchObject({ operation: 'resolve', fields: {} });
    expect(commands[1]).not.toHaveProperty('fields.close_code');
  });

  test('whose columns others hold, and whose route wants no notes, says so', () => {
    const quiet = sampleRoute({ workNotes: false });
    const { situation } = play([[sampleEvent()]], quiet);
    const { episode } = situation;
    const theirs = { impact: '3', urgency: '3', severity: '3' };
    const taken = { ...situation, episode: episode && { ...episode, takenFields: theirs } };
    const lesser = sampleEvent({ severity: 'warning' });
    const longer = sampleEvent({ description: 'Still.' });

    expect(decideIncidentCommand(quiet, taken, [lesser]).command).toMatchObject({
      kind: 'nothing',
      because: 'field-conflict',
    });
    expect(decideIncidentCommand(quiet, situation, [longer]).command).toMatchObject({
      kind: 'nothing',
      because: 'no-notes-wanted',
    });
  });

  test.each(['acknowledged', 'silenced'] as const)(
    'becomes more urgent with an alert that was %s, whose tool repeats that it fires',
    (status) => {
      const { commands, situation } = play([
        [sampleEvent({ severity: 'warning' })],
        [sampleEvent({ severity: 'warning', status })],
        [sampleEvent({ severity: 'info' })],
        [sampleEvent()],
        [sampleEvent()],
      ]);

      expect(commands.slice(2)).toMatchObject([
        { kind: 'nothing', because: 'repeat' },
        { operation: 'update', fields: { impact: '1', urgency: '1', severity: '1' } },
        { kind: 'nothing', because: 'repeat' },
      ]);
      expect(commands[3]).not.toHaveProperty('fields.state');
      expect([...situation.members.values()]).toMatchObject([{ status, severity: 'critical' }]);
    },
  );

  test.each([
    ['of a life before', 900_000, 'stale', 'acknowledged'],
    ['of the next life', 1_100_000, 'changed', 'firing'],
  ] as const)(
    'that is worked on hears what fires %s as what it is',
    (_what, startedAt, because, status) => {
      const { commands, situation } = play([
        [sampleEvent({ severity: 'warning' })],
        [sampleEvent({ severity: 'warning', status: 'acknowledged' })],
        [sampleEvent({ startedAt })],
      ]);

      expect(commands[2]).toMatchObject({ because });
      expect([...situation.members.values()]).toMatchObject([{ status }]);
    },
  );

  test.each([
    ['acknowledged', 'unacknowledged'],
    ['silenced', 'unsilenced'],
  ] as const)('hears of what was %s, and is so no longer, all that is new', (over, back) => {
    const { commands } = play([
      [sampleEvent({ severity: 'warning' })],
      [sampleEvent({ severity: 'warning', status: over })],
      [sampleEvent({ severity: 'warning', status: back })],
      [sampleEvent({ severity: 'warning' })],
      [sampleEvent()],
      [sampleEvent()],
    ]);

    expect(commands.slice(3)).toMatchObject([
      { kind: 'nothing', because: 'repeat' },
      { operation: 'update', fields: { impact: '1', urgency: '1' } },
      { kind: 'nothing', because: 'repeat' },
    ]);
  });

  test('moves back when what was acknowledged is so no longer', () => {
    const { commands } = play([
      [sampleEvent()],
      [sampleEvent({ status: 'acknowledged' })],
      [sampleEvent({ status: 'unacknowledged' })],
    ]);

    expect(commands[2]).toMatchObject({ operation: 'update', fields: { state: '1' } });
  });

  test('moves on when its alert is acknowledged in the tool, and not back from where people put it', () => {
    const acknowledged = sampleEvent({ status: 'acknowledged' });
    const { commands, situation } = play([[sampleEvent()], [acknowledged]]);
    const onHold: Situation = {
      ...said,
      members: new Map(),
      episode: { ...episodeOf(situation), state: '3' },
    };

    expect(commands[1]).toMatchObject({ because: 'acknowledged', fields: { state: '2' } });
    expect(decideIncidentCommand(route, onHold, [acknowledged]).command).toMatchObject({
      operation: 'note',
      fields: {},
    });
  });

  test('is not touched by what an earlier life of its alert says late', () => {
    const { commands } = play([
      [sampleEvent({ startedAt: 2_000_000 })],
      [sampleEvent({ startedAt: 1_000_000, status: 'resolved' })],
    ]);

    expect(commands[1]).toEqual({ kind: 'nothing', because: 'stale', issues: [] });
  });

  test('ends with its alert, also by the word of a sender who saw it begin earlier', () => {
    const firing = sampleEvent({ startedAt: 2_000_000 });
    const end = { status: 'resolved', startedAt: 1_000_000, endedAt: 3_000_000 } as const;
    const { commands } = play([[firing], [sampleEvent(end)], [firing], [sampleEvent(end)]]);

    expect(commands[1]).toMatchObject({ kind: 'write', fields: { state: '6' } });
    expect(commands.slice(2).map(({ because }) => because)).toEqual(['late-firing', 'repeat']);
  });
});

describe('an ended record', () => {
  const ended = play([[sampleEvent()], [resolvedEvent]]).situation;

  test('L9 stays ended when a firing comes late', () => {
    expect(decideIncidentCommand(route, ended, [sampleEvent()]).command).toEqual({
      kind: 'nothing',
      because: 'late-firing',
      issues: [],
    });
  });

  test('L10 is followed by the next episode when its alert fires again', () => {
    const again = sampleEvent({ startedAt: 3_000_000 });

    expect(decideIncidentCommand(route, ended, [again]).command).toMatchObject({
      operation: 'create',
      because: 'firing-after-close',
      episode: 2,
    });
  });

  describe('that a person resolved while the alert goes on', () => {
    const { situation } = play([[sampleEvent()]]);
    const byPerson = {
      ...said,
      members: situation.members,
      episode: { ...episodeOf(situation), state: '6', phase: 'resolved', endedBy: 'person' },
    } as const;

    test('gets one note and no more', () => {
      const noted = { ...byPerson, episode: { ...byPerson.episode, isLateFiringNoted: true } };

      expect(decideIncidentCommand(route, byPerson, [sampleEvent()]).command).toMatchObject({
        operation: 'note',
        because: 'firing-after-manual-resolve',
        fields: {},
      });
      expect(decideIncidentCommand(route, noted, [sampleEvent()]).command).toEqual({
        kind: 'nothing',
        because: 'already-noted',
        issues: [],
      });
    });

    test('gets its note, not a new record, when only the text of the alert changed', () => {
      const changed = sampleEvent({ description: 'Less than 0.5 % left.' });

      expect(decideIncidentCommand(route, byPerson, [changed]).command).toMatchObject({
        operation: 'note',
        because: 'firing-after-manual-resolve',
      });
    });

    test('is told of those alone that still fire', () => {
      const over = sampleEvent({ ...db2, status: 'resolved' });

      const { command } = decideIncidentCommand(route, byPerson, [sampleEvent(), over]);

      expect(command).toHaveProperty('note', expect.stringContaining('db1 is full'));
      expect(command).toHaveProperty('note', expect.not.stringContaining('db2'));
    });

    test('is reopened where the route says so', () => {
      const reopening = sampleRoute({ afterManualResolve: 'reopen' });

      expect(decideIncidentCommand(reopening, byPerson, [sampleEvent()]).command).toMatchObject({
        operation: 'reopen',
        fields: { state: '1' },
      });
    });

    test('takes the resolution that follows in the tool as nothing new', () => {
      expect(decideIncidentCommand(route, byPerson, [resolvedEvent]).command).toEqual({
        kind: 'nothing',
        because: 'already-resolved',
        issues: [],
      });
    });
  });

  /** By the stock routes a canceled record is closed; the last one tells it from a closed one. */
  const routes = {
    'notes and opens anew': sampleRoute(),
    'reopens what is not closed': sampleRoute({
      afterManualResolve: 'reopen',
      reopenWithinMs: 600_000,
    }),
    'reopens canceled ones too': sampleRoute({
      afterManualResolve: 'reopen',
      reopenWithinMs: 600_000,
      closingStates: ['7'],
    }),
  };
  const states = { resolved: '6', closed: '7', canceled: '8' };
  const alerts = {
    'goes on': sampleEvent({ description: 'Still down.' }),
    'fires anew': sampleEvent({ startedAt: 3_000_000 }),
  };

  test.each([
    ['resolved', 'goes on', 'notes and opens anew', 'note', 'firing-after-manual-resolve', 1],
    ['closed', 'goes on', 'notes and opens anew', 'note', 'firing-after-manual-resolve', 1],
    ['canceled', 'goes on', 'notes and opens anew', 'note', 'firing-after-manual-resolve', 1],
    ['resolved', 'goes on', 'reopens what is not closed', 'reopen', 'reopened', 1],
    ['closed', 'goes on', 'reopens what is not closed', 'note', 'firing-after-manual-resolve', 1],
    ['canceled', 'goes on', 'reopens what is not closed', 'note', 'firing-after-manual-resolve', 1],
    ['canceled', 'goes on', 'reopens canceled ones too', 'reopen', 'reopened', 1],
    ['resolved', 'fires anew', 'notes and opens anew', 'create', 'firing-after-close', 2],
    ['closed', 'fires anew', 'notes and opens anew', 'create', 'firing-after-close', 2],
    ['canceled', 'fires anew', 'notes and opens anew', 'create', 'firing-after-close', 2],
    ['resolved', 'fires anew', 'reopens what is not closed', 'reopen', 'firing-again', 1],
    ['closed', 'fires anew', 'reopens what is not closed', 'create', 'firing-after-close', 2],
    ['canceled', 'fires anew', 'reopens what is not closed', 'create', 'firing-after-close', 2],
    ['canceled', 'fires anew', 'reopens canceled ones too', 'reopen', 'firing-again', 1],
  ] as const)(
    'L10 that a person left %s, and its alert %s: a route that %s does a %s',
    (end, alert, of, operation, because, episode) => {
      const { situation } = play([[sampleEvent()]]);
      const state = states[end];
      const byPerson: Situation = {
        ...situation,
        episode: {
          ...episodeOf(situation),
          state,
          phase: toPhase(routes[of], { state, active: true }),
          endedBy: 'person',
          endedAt: 4_900_000,
        },
      };

      expect(decideIncidentCommand(routes[of], byPerson, [alerts[alert]]).command).toMatchObject({
        operation,
        because,
        episode,
      });
    },
  );
});

function episodeOf(situation: Situation): Episode {
  const { episode } = situation;
  expect(episode).toBeDefined();
  return (
    episode ?? {
      episode: 0,
      phase: 'open',
      state: '',
      endedBy: undefined,
      endedAt: undefined,
      takenFields: {},
      isLateFiringNoted: false,
      sentFields: {},
    }
  );
}

/** Every order in which these can come. */
function permutationsOf<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) =>
    permutationsOf(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  );
}

describe.each(['say their start', 'do not'])(
  'two lives whose ends %s, in each of the 120 orders',
  (ends) => {
    const firing = (startedAt: number) => sampleEvent({ startedAt });
    const over = (startedAt: number) => {
      const endedAt = startedAt + 500_000;
      return sampleEvent({
        status: 'resolved',
        endedAt,
        ...(ends === 'do not' ? { startedAt: undefined, startedBefore: endedAt } : { startedAt }),
      });
    };
    const lives = [firing(1_000_000), over(1_000_000), firing(2_000_000), over(2_000_000)];
    const taken = sampleEvent({ startedAt: 2_000_000, status: 'acknowledged' });
    const orders = permutationsOf([...lives, taken]);

    test('L9 leave nothing open, whichever of them came first', () => {
      expect(orders).toHaveLength(120);

      const open = orders.filter((order) => {
        const { situation } = play(order.map((event) => [event]));
        return situation.episode?.phase === 'open';
      });

      expect(
        open.map((order) => order.map(({ status, startedAt }) => [status, startedAt])),
      ).toEqual([]);
    });

    test('L9 leave the record of a life open that goes on, whichever of them came first', () => {
      const goesOn = permutationsOf([...lives, firing(3_000_000)]);

      const ended = goesOn.filter((order) => {
        const { situation } = play(order.map((event) => [event]));
        return situation.episode?.phase !== 'open';
      });

      expect(
        ended.map((order) => order.map(({ status, startedAt }) => [status, startedAt])),
      ).toEqual([]);
    });
  },
);

describe('any history', () => {
  const anyStatus = fc.constantFrom('firing', 'resolved', 'acknowledged');
  const anyEvent = fc.record({
    fingerprint: fc.constantFrom('a', 'b', 'c'),
    status: anyStatus,
    startedAt: fc.constantFrom(1, 2, 3),
  });
  const history = fc.array(fc.array(anyEvent, { minLength: 1, maxLength: 3 }), { maxLength: 12 });
  const toEvents = (deliveries: readonly (readonly Partial<AlertEvent>[])[]) =>
    deliveries.map((events) => events.map((event) => sampleEvent(event)));

  test('told twice is the same as told once', () => {
    fc.assert(
      fc.property(history, (deliveries) => {
        const told = toEvents(deliveries);

        const twice = play(told.flatMap((events) => [events, events]));

        expect(twice.situation).toEqual(play(told).situation);
      }),
    );
  });

  test('never leads an ended episode back to open, and counts episodes one by one', () => {
    fc.assert(
      fc.property(history, (deliveries) => {
        const { commands } = play(toEvents(deliveries));
        const creates = commands.flatMap((command) =>
          command.kind === 'write' && command.operation === 'create' ? [command.episode] : [],
        );

        expect(creates).toEqual(creates.map((_episode, index) => index + 1));
        expect(commands.map((command) => command.because)).not.toContain('reopened');
      }),
    );
  });

  test('ends open exactly when some alert of the last lives still fires', () => {
    fc.assert(
      fc.property(history, (deliveries) => {
        const { situation } = play(toEvents(deliveries));
        const isAnyActive = [...situation.members.values()].some(
          ({ status }) => status !== 'resolved',
        );

        expect(situation.episode?.phase === 'open').toBe(isAnyActive);
      }),
    );
  });

  test('L11 never writes over what a person set in an open record', () => {
    const severities = fc.constantFrom('critical', 'high', 'warning', 'info', 'unknown');
    const events = fc.array(fc.record({ status: anyStatus, severity: severities }), {
      minLength: 1,
    });
    const columns = fc.subarray<string>([
      'impact',
      'urgency',
      'severity',
      'close_code',
      'close_notes',
    ]);
    const open = episodeOf(play([[sampleEvent()]]).situation);

    fc.assert(
      fc.property(events, columns, (said, taken) => {
        const takenFields = Object.fromEntries(taken.map((column) => [column, '9']));
        const situation = {
          ...play([[sampleEvent()]]).situation,
          episode: { ...open, takenFields },
        };
        const { command } = decideIncidentCommand(
          route,
          situation,
          said.map((event) => sampleEvent(event)),
        );

        const written = command.kind === 'write' ? Object.keys(command.fields) : [];
        expect(written.filter((column) => taken.includes(column))).toEqual([]);
      }),
    );
  });
});

test('a record that was opened again is resolved with words, though its old ones were cleared', () => {
  const { situation: opened } = play([[sampleEvent()]]);
  const episode = opened.episode && {
    ...opened.episode,
    takenFields: { close_code: '', close_notes: '' },
  };
  const situation = { ...opened, episode };
  const decision = decideIncidentCommand(route, situation, [resolvedEvent]);

  expect(decision.command).toMatchObject({
    operation: 'resolve',
    fields: { state: '6', close_code: 'Solution provided', close_notes: expect.any(String) },
  });
});
