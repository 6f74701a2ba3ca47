import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SeenRecord } from './intent.ts';
import { nameEntries, type UnnamedEntry } from './journal.ts';
import { compareSnapshot, type FoundEntry, type Snapshot } from './snapshot.ts';

const seen: SeenRecord = {
  modCount: 3,
  writtenModCount: 3,
  fields: { state: '1', impact: '1' },
  skipsHistory: false,
  journal: ['known'],
  journalUpTo: { comments: '2026-11-22 08:00:00' },
};
const intent = { seen, appliedNotes: new Set(['0a1b2c3d4e']), doubtfulNotes: new Set<string>() };

function snapshot(change: Partial<Snapshot> = {}): Snapshot {
  return {
    id: 'snapshot-1',
    key: 'f'.repeat(64),
    table: 'incident',
    sysId: '1'.repeat(32),
    number: 'INC0010001',
    active: true,
    modCount: 4,
    updatedOn: '2026-11-22 08:15:00',
    updatedBy: 'beth',
    fields: { state: '1', impact: '1' },
    ...change,
  };
}

function entry(change: Partial<FoundEntry> = {}): FoundEntry {
  return {
    id: 'new',
    element: 'comments',
    text: 'Looking into it.',
    author: 'Beth Anglin',
    createdOn: undefined,
    shownOn: '2026-11-22 08:10:00',
    ...change,
  };
}

test('what differs from the copy is the change, with the values before and after', () => {
  const compared = compareSnapshot(intent, snapshot({ fields: { state: '6', impact: '1' } }), []);

  expect(compared?.change).toMatchObject({
    fields: [{ name: 'state', old: '1', new: '6' }],
    sequence: 400,
    at: '2026-11-22T08:15:00Z',
    actor: { user_name: 'beth' },
    origin: null,
  });
  expect(compared?.seen).toMatchObject({ modCount: 4, fields: { state: '6', impact: '1' } });
});

test('a record that is as the copy says teaches only its version', () => {
  expect(compareSnapshot(intent, snapshot(), [])).toEqual({
    change: undefined,
    seen: { ...seen, modCount: 4 },
  });
});

test.each([
  ['of a version that was compared already', { modCount: 3 }, seen],
  ['older than our own last write', { modCount: 4 }, { ...seen, writtenModCount: 5 }],
])('a snapshot %s is dropped', (_name, change, known) => {
  expect(compareSnapshot({ ...intent, seen: known }, snapshot(change), [])).toBeUndefined();
});

describe('the journal', () => {
  test('tells each entry once', () => {
    const first = compareSnapshot(intent, snapshot(), [entry({ id: 'known' }), entry()]);

    expect(first?.change?.journal).toEqual([
      {
        id: 'new',
        element: 'comments',
        text: 'Looking into it.',
        author: 'Beth Anglin',
        at: '2026-11-22T08:15:00Z',
      },
    ]);
    const again = { ...intent, seen: first?.seen ?? seen };
    expect(compareSnapshot(again, snapshot({ modCount: 5 }), [entry()])?.change).toBeUndefined();
  });

  test('knows our own notes by their mark', () => {
    const ours = entry({ text: 'Alert detail\n\n[ref 0a1b2c3d]' });

    expect(compareSnapshot(intent, snapshot(), [ours])?.change).toBeUndefined();
  });

  test('of a record that we met is history', () => {
    const met = { ...intent, seen: { ...seen, skipsHistory: true } };
    const compared = compareSnapshot(met, snapshot(), [entry()]);

    expect(compared?.change).toBeUndefined();
    expect(compared?.seen).toMatchObject({ skipsHistory: false, journal: ['known', 'new'] });
  });

  test('tells everything once and in order, also what was said before, of a journal longer than what is read', () => {
    const Said = fc.record({
      element: fc.constantFrom('comments', 'work_notes'),
      isRepeat: fc.integer({ min: 0, max: 60 }).map((chance) => chance === 0),
    });
    const Looks = fc.array(fc.array(Said, { minLength: 30, maxLength: 90 }), {
      minLength: 6,
      maxLength: 12,
    });
    fc.assert(
      fc.property(Looks, fc.boolean(), (looks, hasTimes) => {
        const all: UnnamedEntry[] = [];
        let known: SeenRecord = { ...seen, journal: [], journalUpTo: {} };
        for (const [look, said] of looks.entries()) {
          const news = said.map(({ element, isRepeat }, nth): UnnamedEntry => {
            const shownOn = `${all.length + nth} s`;
            const createdOn = hasTimes ? shownOn : undefined;
            const text = isRepeat ? 'Any update?' : `Entry of ${shownOn}`;
            return { element, text, author: 'beth', createdOn, shownOn };
          });
          all.push(...news);
          const current = snapshot({ modCount: 4 + look });
          const inSight = nameEntries(current.sysId, all.slice(-100));
          const compared = compareSnapshot({ ...intent, seen: known }, current, inSight);
          known = { ...known, ...compared?.seen };

          const told = compared?.change?.journal.map(({ text }) => text);
          expect(told).toEqual(news.map(({ text }) => text));
        }
      }),
    );
  });
});
