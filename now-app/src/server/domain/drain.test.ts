import type { ChangeEvent } from '@alert-relay/shared-types';
import { describe, expect, test } from 'vitest';
import { backoffSeconds } from './backoff.ts';
import { chooseBatch, decideRowFate, type OutboxRow } from './drain.ts';

function event(id: string, sequence = 0): ChangeEvent {
  return {
    id,
    sequence,
    operation: 'update',
    table: 'incident',
    sys_id: 'b'.repeat(32),
    number: 'INC0010001',
    key: null,
    fields: [],
    journal: [],
    record: { state: '1', active: true, sys_mod_count: 0, short_description: '' },
    actor: { user_name: 'beth', name: 'Beth' },
    at: '2026-01-31T12:00:00Z',
    origin: null,
  };
}

function row(id: string, record: string, isDue = true): OutboxRow {
  return { id, record, attempts: 0, isDue, event: event(id) };
}

describe('the next batch', () => {
  test('takes the oldest due rows up to the limit', () => {
    const rows = [row('1', 'a'), row('2', 'b'), row('3', 'a')];

    expect(chooseBatch(rows, 2).map((chosen) => chosen.id)).toEqual(['1', '2']);
  });

  test('keeps the sequence of a record, whatever the clocks of two nodes say', () => {
    const rows = [
      { ...row('late', 'a'), event: event('late', 200) },
      row('other', 'b'),
      { ...row('early', 'a'), event: event('early', 100) },
    ];

    expect(chooseBatch(rows, 10).map((chosen) => chosen.id)).toEqual(['early', 'other', 'late']);
  });

  test('holds back the later rows of a record that waits, and no others', () => {
    const rows = [row('1', 'a', false), row('2', 'b'), row('3', 'a'), row('4', 'b')];

    expect(chooseBatch(rows, 10).map((chosen) => chosen.id)).toEqual(['2', '4']);
  });
});

describe('a row that was sent', () => {
  const kept = { kind: 'kept', accepted: ['1'] } as const;

  test('is done when the relay names it', () => {
    expect(decideRowFate(row('1', 'a'), kept, 12, 0.5)).toEqual({ kind: 'sent' });
  });

  test('waits when the relay does not name it', () => {
    expect(decideRowFate(row('2', 'a'), kept, 12, 1)).toEqual({
      kind: 'wait',
      seconds: 5,
      because: 'The relay did not accept this change',
    });
  });

  test('has failed for good after the last attempt', () => {
    const tired = { ...row('2', 'a'), attempts: 11 };

    expect(decideRowFate(tired, { kind: 'refused', because: 'HTTP 422' }, 12, 1)).toEqual({
      kind: 'dead',
      because: 'HTTP 422',
    });
  });
});

test.each([
  [1, 0, 3],
  [1, 1, 5],
  [2, 1, 10],
  [5, 1, 80],
  [40, 1, 3600],
])('after %i failures and with chance %d the wait is %i s', (failures, chance, seconds) => {
  expect(backoffSeconds(failures, chance)).toBe(seconds);
});
