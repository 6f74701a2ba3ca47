import { ChangeEvent } from '@alert-relay/shared-types';
import { describe, expect, test } from 'vitest';
import {
  buildChangeEvent,
  nextSequence,
  splitByOrigin,
  toJournalText,
  type WriteSnapshot,
} from './change-event.ts';

const resolved: WriteSnapshot = {
  operation: 'update',
  table: 'incident',
  sysId: 'b'.repeat(32),
  number: 'INC0010001',
  key: 'a'.repeat(64),
  columns: [
    { name: 'state', changed: true, old: '2', new: '6', display: 'Resolved' },
    { name: 'impact', changed: false, old: '1', new: '1', display: '1 - High' },
    { name: 'close_notes', changed: true, old: '', new: 'Done', display: 'Done' },
  ],
  journal: [{ element: 'work_notes', text: 'Cleaned up' }],
  attachments: [],
  record: { state: '6', active: true, sys_mod_count: 4, short_description: 'Disk full' },
  actor: { user_name: 'beth', name: 'Beth Anglin' },
  at: '2026-01-31 12:00:00',
  originStamp: null,
};

const linked = { isFirst: false };

describe('what is told of several writes at once', () => {
  const notes = ['relay', 'beth'].map((by) => ({ element: 'work_notes', text: by, by }) as const);
  const both = { ...resolved, journal: notes, originStamp: 'e1#1.0' };

  test('keeps the stamp for the notes of its account alone', () => {
    const [own, others, ...more] = splitByOrigin(both, 'relay');

    expect(own).toEqual({ ...both, journal: [notes[0]] });
    expect(others).toEqual({ ...both, columns: [], journal: [notes[1]], originStamp: null });
    expect(more).toEqual([]);
  });

  test.each([
    ['no stamp', { ...both, originStamp: null }, 'relay'],
    ['an account that is not known', both, undefined],
    ['notes of its account alone', { ...both, journal: notes.slice(0, 1) }, 'relay'],
    ['notes of which nobody knows the author', resolved, 'relay'],
  ] as const)('stays one with %s', (_, snapshot, account) => {
    expect(splitByOrigin(snapshot, account)).toEqual([snapshot]);
  });
});

describe('the event of a change', () => {
  test('tells what changed, and fits the contract', () => {
    const event = buildChangeEvent(resolved, linked, 'c1', 400);

    expect(event).toEqual({
      id: 'c1',
      sequence: 400,
      operation: 'update',
      table: 'incident',
      sys_id: 'b'.repeat(32),
      number: 'INC0010001',
      key: 'a'.repeat(64),
      fields: [
        { name: 'state', old: '2', new: '6', new_display: 'Resolved' },
        { name: 'close_notes', old: '', new: 'Done' },
      ],
      journal: [
        {
          id: `${'b'.repeat(32)}:400:work_notes`,
          element: 'work_notes',
          text: 'Cleaned up',
          author: 'Beth Anglin',
          at: '2026-01-31T12:00:00Z',
        },
      ],
      record: { state: '6', active: true, sys_mod_count: 4, short_description: 'Disk full' },
      actor: { user_name: 'beth', name: 'Beth Anglin' },
      at: '2026-01-31T12:00:00Z',
      origin: null,
    });
    expect(ChangeEvent.safeParse(event).success).toBe(true);
  });

  test('tells no more of a text than a command could hold', () => {
    const pasted = 'x'.repeat(70_000);
    const column = {
      name: 'description',
      changed: true,
      old: pasted,
      new: pasted,
      display: pasted,
    };
    const note = { element: 'work_notes', text: pasted } as const;
    const snapshot = { ...resolved, columns: [column], journal: [note] };

    const event = buildChangeEvent(snapshot, linked, 'c1', 400);

    const [field] = event?.fields ?? [];
    for (const text of [field?.old, field?.new, event?.journal[0]?.text]) {
      expect(text).toHaveLength(65_000);
      expect(text).toMatch(/x…$/);
    }
  });

  test('of an insert tells every watched column that has a value', () => {
    const empty = { name: 'hold_reason', changed: false, old: null, new: '', display: '' };
    const event = buildChangeEvent(
      {
        ...resolved,
        operation: 'insert',
        columns: [...resolved.columns.map((c) => ({ ...c, changed: false })), empty],
      },
      linked,
      'c1',
      0,
    );

    expect(event?.fields.map((field) => field.name)).toEqual(['state', 'impact', 'close_notes']);
  });

  test('of a record that comes to be forwarded tells everything, under the source of the rule', () => {
    const event = buildChangeEvent(
      { ...resolved, key: '' },
      { isFirst: true, source: 'servicenow' },
      'c1',
      400,
    );

    expect(event?.fields.map((field) => field.name)).toEqual(['state', 'impact', 'close_notes']);
    expect(event).toMatchObject({ key: null, source: 'servicenow', operation: 'update' });
    expect(ChangeEvent.safeParse(event).success).toBe(true);
  });

  test('of a record that another relay adopted is one of a record that was born here', () => {
    const adopted = { ...resolved, originStamp: 'of the adopter#3.0' };

    const event = buildChangeEvent(adopted, { isFirst: false, source: 'servicenow' }, 'c1', 401);

    expect(event).toMatchObject({ key: null, source: 'servicenow', origin: null });
    expect(event?.fields.map((field) => field.name)).toEqual(['state', 'close_notes']);
  });

  test('names the command behind it, without the suffix of the stamp', () => {
    const event = buildChangeEvent({ ...resolved, originStamp: 'event#7#3.0' }, linked, 'c1', 400);

    expect(event?.origin).toBe('event#7');
  });

  test('tells a picture that was attached, and the trace of the latest command', () => {
    const picture = {
      sys_id: 'c'.repeat(32),
      file_name: 'graph.png',
      content_type: 'image/png',
      size_bytes: 3,
      author: 'Beth Anglin',
      at: '2026-01-31T12:00:00Z',
    };
    const traceparent = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`;
    const attached = { ...resolved, columns: [], journal: [], attachments: [picture] };

    const event = buildChangeEvent(attached, { isFirst: false, traceparent }, 'c1', 401);

    expect(event).toMatchObject({ fields: [], journal: [], attachments: [picture], traceparent });
    expect(ChangeEvent.safeParse(event).success).toBe(true);
  });

  test('is not made when nothing watched was touched', () => {
    const touched = { ...resolved, columns: [], journal: [], attachments: [] };

    expect(buildChangeEvent(touched, linked, 'c1', 400)).toBeUndefined();
  });
});

test.each([
  ['2026-01-31 12:00:00 - Beth Anglin (Work notes)\nCleaned up\n\n', 'Cleaned up'],
  ['2026-01-31 12:00:00 - Beth Anglin (Work notes)\none\n\ntwo\n\n', 'one\n\ntwo'],
  ['', ''],
])('the text of the journal entry %j is %j', (rendered, text) => {
  expect(toJournalText(rendered)).toBe(text);
});

describe('the sequence of a change', () => {
  /** As the outbox answers: the highest of these, of all or below a limit. */
  const among =
    (taken: readonly number[]) =>
    (below = Infinity) =>
      taken.filter((sequence) => sequence < below).toSorted((a, b) => b - a)[0];

  test.each<[number, readonly number[], number]>([
    [0, [], 0],
    [3, [0, 100], 300],
    [3, [300], 301],
    [3, [300, 301, 400], 302],
    [3, Array.from({ length: 100 }, (_, slot) => 300 + slot), 400],
    [3, [...Array.from({ length: 100 }, (_, slot) => 300 + slot), 400, 401], 402],
  ])('of version %i, where %j are taken, is %i', (modCount, taken, expected) => {
    expect(nextSequence(modCount, among(taken))).toBe(expected);
  });

  test('of a later version comes after every slot of an earlier one', () => {
    expect(nextSequence(3, among([300, 301]))).toBeLessThan(400);
  });
});
