import { expect, test } from 'vitest';
import { buildChangeEvent, type WriteSnapshot } from './change-event.ts';
import { compareWithTold, nothingTold, parseTold, toldByHistory, toTold } from './told.ts';

const told = {
  values: { state: '1', impact: '2' },
  originStamp: 'e1#1.0',
  journalFrom: '2026-01-31 12:00:00',
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

test('entries of the last five minutes are remembered, since more of that time may come to light', () => {
  const journal = [
    { id: 'j3', at: '2026-01-31 12:10:00' },
    { id: 'j2', at: '2026-01-31 12:05:00' },
    { id: 'j1', at: '2026-01-31 12:04:59' },
  ];

  const next = toTold({ columns: [] }, 'e2', journal, told);

  expect(next).toEqual({
    values: {},
    originStamp: 'e2',
    journalFrom: '2026-01-31 12:05:00',
    journalIds: ['j2', 'j3'],
  });
});

test('what was told before stays told: never from an earlier time on, and no entry changes nothing', () => {
  const soon = toTold({ columns: [] }, '', [{ id: 'j2', at: '2026-01-31 12:00:09' }], told);

  expect(soon.journalFrom).toBe(told.journalFrom);
  expect(toTold({ columns: [] }, '', [], nothingTold)).toEqual(nothingTold);
});

test('what an earlier version kept is read as it was meant', () => {
  const earlier = { values: {}, journalUntil: '2026-01-31 12:00:00', journalIds: ['j1'] };

  expect(parseTold(JSON.stringify(earlier))).toMatchObject({
    journalFrom: '2026-01-31 12:00:00',
    journalIds: ['j1'],
  });
});

const write: WriteSnapshot = {
  operation: 'update',
  table: 'incident',
  sysId: 'b'.repeat(32),
  number: 'INC0010001',
  key: 'a'.repeat(64),
  columns: [],
  journal: [],
  attachments: [],
  record: { state: '2', active: true, sys_mod_count: 1, short_description: '' },
  actor: { user_name: 'beth', name: 'Beth Anglin' },
  at: '2026-01-31 12:00:00',
  originStamp: null,
};

function noted(change: Partial<WriteSnapshot>, sequence: number) {
  const event = buildChangeEvent({ ...write, ...change }, { isFirst: false }, 'c1', sequence);
  return event === undefined ? [] : [event];
}

const toState = (state: string) => [
  { name: 'state', changed: true, old: '', new: state, display: state },
];

test('what another rule told is known by what the outbox holds of it: the last values, stamp and time', () => {
  const picture = {
    sys_id: 'c'.repeat(32),
    file_name: 'graph.png',
    content_type: 'image/png',
    size_bytes: 3,
    author: 'Beth Anglin',
    at: '2026-01-31T13:00:00Z',
  };
  const history = [
    ...noted({ columns: toState('1'), originStamp: 'command#1.0' }, 100),
    ...noted({ columns: toState('2'), at: '2026-01-31 12:30:00' }, 200),
    ...noted({ attachments: [picture], at: '2026-01-31 13:00:00' }, 201),
  ];

  const known = {
    values: { state: '2' },
    originStamp: 'command#1.0',
    journalFrom: '2026-01-31 12:30:02',
    journalIds: [],
  };
  expect(toldByHistory(history, 'command#1.0')).toEqual(known);
  expect(toldByHistory(history, 'later#1.0')).toEqual({ ...known, originStamp: '' });
  expect(toldByHistory(history.slice(2), 'command#1.0')).toBeUndefined();
});
