import { expect, test } from 'vitest';
import { compareWithTold, nothingTold, parseTold, toTold } from './told.ts';

const told = {
  values: { state: '1', impact: '2' },
  originStamp: 'e1#1.0',
  journalUntil: '2026-01-31 12:00:00',
  journalIds: ['j1'],
};

test('what was told survives being kept as text', () => {
  expect(parseTold(JSON.stringify(told))).toEqual(told);
});

test.each(['', 'no json', '{}', '[]'])('%j means that nothing was told', (text) => {
  expect(parseTold(text)).toBeUndefined();
});

test('a column has changed when its value differs from the one told', () => {
  const columns = [
    { name: 'state', new: '6', display: 'Resolved' },
    { name: 'impact', new: '2', display: '2 - Medium' },
  ];

  expect(compareWithTold(columns, told)).toEqual([
    { name: 'state', new: '6', display: 'Resolved', old: '1', changed: true },
    { name: 'impact', new: '2', display: '2 - Medium', old: '2', changed: false },
  ]);
  expect(compareWithTold(columns, undefined).map((column) => column.old)).toEqual([null, null]);
});

test('the newest second of the journal is remembered with its entries', () => {
  const journal = [
    { id: 'j2', at: '2026-01-31 12:00:05' },
    { id: 'j3', at: '2026-01-31 12:00:05' },
    { id: 'j0', at: '2026-01-31 12:00:01' },
  ];

  const next = toTold({ columns: [] }, 'e2', journal, told);

  expect(next).toEqual({
    values: {},
    originStamp: 'e2',
    journalUntil: '2026-01-31 12:00:05',
    journalIds: ['j2', 'j3'],
  });
});

test('a later entry of the same second joins those told, and no entry changes nothing', () => {
  const same = toTold({ columns: [] }, '', [{ id: 'j2', at: '2026-01-31 12:00:00' }], told);

  expect(same.journalIds).toEqual(['j1', 'j2']);
  expect(toTold({ columns: [] }, '', [], told).journalIds).toEqual(['j1']);
  expect(toTold({ columns: [] }, '', [], nothingTold)).toEqual(nothingTold);
});
