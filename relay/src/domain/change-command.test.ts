import type { ChangeEvent } from '@alert-relay/shared-types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ChangedRecord,
  decideForward,
  decideWriteBack,
  LAST_SEQUENCE,
  toTellingRoute,
} from './change-command.ts';
import { sampleRoute } from './samples.ts';

const route = sampleRoute();
const known: ChangedRecord = {
  state: '1',
  changeSequence: 4,
  sentFields: { state: '1', impact: '1', assignment_group: 'a'.repeat(32) },
  endedBy: undefined,
  takenFields: {},
};

function change(over: Partial<ChangeEvent> = {}): ChangeEvent {
  return {
    id: 'change-1',
    sequence: 5,
    operation: 'update',
    table: 'incident',
    sys_id: '1'.repeat(32),
    number: 'INC0010001',
    key: 'f'.repeat(64),
    fields: [],
    journal: [],
    record: { state: '1', active: true, sys_mod_count: 5, short_description: 'Disk is full' },
    actor: { user_name: 'beth', name: 'Beth Anglin' },
    at: '2026-11-20T08:00:00Z',
    origin: null,
    ...over,
  };
}

function stateChange(from: string, to: string, over: Partial<ChangeEvent> = {}): ChangeEvent {
  const record = { state: to, active: true, sys_mod_count: 5, short_description: 'Disk is full' };
  return change({ fields: [{ name: 'state', old: from, new: to }], record, ...over });
}

test.each([
  ['1', '2', 'acknowledge'],
  ['1', '6', 'resolve'],
  ['2', '7', 'resolve'],
  ['1', '8', 'cancel'],
  ['6', '1', 'reopen'],
  ['6', '2', 'acknowledge'],
  ['6', '7', 'update'],
] as const)('a person takes the record from %s to %s: %s', (from, to, writeBack) => {
  const decision = decideWriteBack(route, { ...known, state: from }, stateChange(from, to));

  expect(decision).toMatchObject({ kind: 'write-back', writeBack });
});

test('a resolution that our own answer already showed is still told', () => {
  const decision = decideWriteBack(route, { ...known, state: '6' }, stateChange('1', '6'));

  expect(decision).toMatchObject({ kind: 'write-back', writeBack: 'resolve' });
});

test('a state that is not selected in the map tells nobody anything', () => {
  expect(decideWriteBack(route, known, stateChange('1', '42'))).toMatchObject({
    kind: 'nothing',
    because: 'not-selected',
    record: { state: '42', phase: 'open' },
  });
});

test('a change that was overtaken is dropped whole', () => {
  expect(decideWriteBack(route, known, stateChange('1', '6', { sequence: 4 }))).toEqual({
    kind: 'nothing',
    because: 'stale',
    record: undefined,
  });
});

test('without a destination the state is followed and nobody is told', () => {
  const silent = sampleRoute({ destination: undefined });

  expect(decideWriteBack(silent, known, stateChange('1', '6'))).toMatchObject({
    because: 'no-destination',
    record: { phase: 'resolved', endedBy: 'person' },
  });
});

describe('an echo', () => {
  const sent = { ...known, sentFields: { ...known.sentFields, state: '6' } };

  test('of our own resolution is dropped, and it stays the tool that ended the record', () => {
    const echo = stateChange('1', '6', { origin: 'job-1' });

    expect(decideWriteBack(route, { ...sent, endedBy: 'tool' }, echo)).toMatchObject({
      because: 'echo',
      record: { phase: 'resolved', endedBy: 'tool' },
    });
  });

  test('is known by its stamp: a person who does the same is no echo', () => {
    expect(decideWriteBack(route, sent, stateChange('1', '6'))).toMatchObject({
      writeBack: 'resolve',
    });
  });

  test('of an older write is history where we wrote again since', () => {
    const older = stateChange('1', '2', { origin: 'job-1' });

    expect(decideWriteBack(route, { ...sent, modCount: 9 }, older)).toMatchObject({
      kind: 'nothing',
      because: 'echo',
    });
    expect(decideWriteBack(route, sent, older)).toMatchObject({ kind: 'write-back' });
  });

  test('does not hide what a rule changed inside our write', () => {
    const withRule = change({
      origin: 'job-1',
      fields: [
        { name: 'impact', old: '3', new: '1' },
        { name: 'assignment_group', old: '', new: 'b'.repeat(32) },
      ],
    });

    expect(decideWriteBack(route, known, withRule)).toMatchObject({ writeBack: 'update' });
  });

  test('whatever we sent is recognized, in any combination', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('state', 'impact', 'close_notes'), fc.string()),
        (sentFields) => {
          const fields = Object.entries(sentFields).map(([name, value]) => ({
            name,
            old: null,
            new: value,
          }));
          const decision = decideWriteBack(
            route,
            { ...known, sentFields },
            change({ origin: 'job-1', fields }),
          );

          expect(decision).toMatchObject({ kind: 'nothing', because: 'echo' });
        },
      ),
    );
  });
});

test('each source of a route has a way back of its own, or none', () => {
  const shared = sampleRoute({ destination: 'alertmanager' });

  expect(toTellingRoute(shared, { backSync: true, destination: 'oncall' }).destination).toBe(
    'oncall',
  );
  expect(toTellingRoute(shared, { backSync: true, destination: undefined }).destination).toBe(
    'alertmanager',
  );
  expect(
    decideWriteBack(
      toTellingRoute(shared, { backSync: false, destination: 'oncall' }),
      known,
      stateChange('1', '6'),
    ),
  ).toMatchObject({ kind: 'nothing', because: 'backsync-off', record: { state: '6' } });
});

describe('a deleted record', () => {
  const gone = change({ deleted: true });
  const telling = (deletes: 'off' | 'note' | 'resolve') => ({
    ...route,
    backSync: { ...route.backSync, deletes },
  });

  test.each([
    ['resolve', { kind: 'write-back', writeBack: 'resolve-deleted' }],
    ['note', { kind: 'write-back', writeBack: 'note-deleted' }],
    ['off', { kind: 'nothing', because: 'switched-off' }],
  ] as const)('with the policy %s: %j', (deletes, expected) => {
    const decision = decideWriteBack(telling(deletes), known, gone);

    expect(decision).toMatchObject(expected);
    expect(decision.record).toMatchObject({ phase: 'closed', endedBy: 'person' });
  });

  test('is told even where later changes were applied, and once only', () => {
    const late = decideWriteBack(route, { ...known, changeSequence: 9 }, gone);
    const again = decideWriteBack(route, { ...known, changeSequence: LAST_SEQUENCE }, gone);

    expect(late).toMatchObject({ kind: 'write-back', writeBack: 'resolve-deleted' });
    expect(again).toEqual({ kind: 'nothing', because: 'stale', record: undefined });
  });

  test.each([
    ['no destination', { ...route, destination: undefined }, 'no-destination'],
    ['a silent source', { ...route, isSourceSilent: true }, 'backsync-off'],
  ] as const)('is told nobody with %s', (_what, silent, because) => {
    expect(decideWriteBack(silent, known, gone)).toMatchObject({ kind: 'nothing', because });
  });

  test('that was born in ServiceNow ends the alert that stood for it, if there is one', () => {
    const forwarded = { isOpened: true, isOvertaken: false };

    expect(decideForward(route, forwarded, gone)).toMatchObject({ writeBack: 'resolve-deleted' });
    expect(decideForward(route, { ...forwarded, isOpened: false }, gone)).toEqual({
      kind: 'nothing',
      because: 'not-linked',
    });
  });
});

describe('a change of a record that was born in ServiceNow and that a later one has overtaken', () => {
  const commented = change({
    fields: [{ name: 'state', old: '1', new: '2' }],
    journal: [
      {
        element: 'comments',
        id: 'j1',
        text: 'On my way',
        author: 'beth',
        at: '2026-11-20T08:00:00Z',
      },
    ],
  });
  const overtaken = { isOpened: true, isOvertaken: true };
  const stale = { kind: 'nothing', because: 'stale' };

  test('tells what people wrote, and nothing of what it set', () => {
    expect(decideForward(route, overtaken, commented)).toMatchObject({
      writeBack: 'update',
      told: { fields: [], journal: [{ text: 'On my way' }] },
    });
    expect(decideForward(route, overtaken, { ...commented, journal: [] })).toMatchObject(stale);
    expect(decideForward(route, overtaken, { ...commented, origin: 'ours' })).toMatchObject(stale);
  });

  test('opens no alert', () => {
    expect(decideForward(route, { ...overtaken, isOpened: false }, commented)).toEqual(stale);
  });
});
