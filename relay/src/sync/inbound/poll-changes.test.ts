import { expect, test } from 'vitest';
import type { Connection } from '../../domain/configuration.ts';
import { sampleConnection } from '../../domain/samples.ts';
import type { Cursor } from '../../servicenow/table/keyset.ts';
import type { PolledPage, PolledRecord } from '../../servicenow/table/poll-records.ts';
import { pollChanges, pollOnce } from './poll-changes.ts';
import { RelayError } from '../../lib/errors.ts';

const connection = sampleConnection({ mode: 'table', changes: 'pull' });
const NOW = Date.UTC(2026, 10, 22, 8);

function record(nth: number, updatedOn: string): PolledRecord {
  return {
    key: 'f'.repeat(64),
    table: 'incident',
    sysId: nth.toString(16).padStart(32, '0'),
    number: `INC${nth}`,
    active: true,
    modCount: 1,
    updatedOn,
    updatedBy: 'beth',
    fields: {},
  };
}

/** An instance that holds these records, and a relay that remembers what it kept. */
function createPoll(records: PolledRecord[], watermark?: string) {
  const state = { watermark, kept: new Set<string>(), asked: [] as Cursor[], isFull: false };
  const isAfter = ({ updatedOn, sysId }: PolledRecord, after: Cursor) =>
    updatedOn > after.updatedOn || (updatedOn === after.updatedOn && sysId > after.sysId);
  const fetchRecords = async (
    { pageSize }: Connection,
    _table: string,
    after: Cursor,
  ): Promise<PolledPage> => {
    state.asked.push(after);
    const page = records
      .toSorted((left, right) => (isAfter(left, right) ? 1 : -1))
      .filter((one) => isAfter(one, after))
      .slice(0, pageSize);
    return { records: page, next: page.at(-1) };
  };
  const poll = () =>
    pollOnce(
      {
        servicenow: { fetchRecords },
        keep: async (_connection, page) => {
          if (state.isFull) throw new RelayError('STORE_UNAVAILABLE', 'on purpose');
          for (const { number } of page) state.kept.add(number);
        },
        watermarks: {
          find: async () => state.watermark,
          record: async (_table, updatedOn) => {
            state.watermark = updatedOn;
          },
        },
        clock: { now: () => NOW },
        log: { info: () => undefined, warn: () => undefined },
        wait: async () => undefined,
        isStopped: () => false,
      },
      connection,
      'incident',
    );
  return { poll, state };
}

test('L24 500 records of one second come in pages of 200, each of them', async () => {
  const second = '2026-11-22 07:59:00';
  const { poll, state } = createPoll(Array.from({ length: 500 }, (_, nth) => record(nth, second)));

  await poll();

  expect(state.kept.size).toBe(500);
  expect(state.asked).toHaveLength(4);
  expect(state.watermark).toBe(second);
});

test('L24 a write that shows late, with the time at which it began, is still read', async () => {
  const records = [record(1, '2026-11-22 07:59:00')];
  const { poll, state } = createPoll(records);
  await poll();
  records.push(record(2, '2026-11-22 07:57:30'));

  await poll();

  expect(state.kept).toEqual(new Set(['INC1', 'INC2']));
  expect(state.watermark).toBe('2026-11-22 07:59:00');
});

test('L24 a record dated in the future does not hide what happens until then', async () => {
  const records = [record(1, '2031-01-01 00:00:00')];
  const { poll, state } = createPoll(records);
  await poll();
  expect(state.watermark).toBe('2026-11-22 08:00:00');
  records.push(record(2, '2026-11-22 08:01:00'));

  await poll();

  expect(state.kept).toEqual(new Set(['INC1', 'INC2']));
});

test('L24 what could not be kept is read again', async () => {
  const { poll, state } = createPoll([record(1, '2026-11-22 07:59:00')], '2026-11-22 07:00:00');
  state.isFull = true;
  await expect(poll()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });

  expect(state.watermark).toBe('2026-11-22 07:00:00');
});

test('L24 the watermark never goes back, though the last minutes are read anew', async () => {
  const { poll, state } = createPoll([record(1, '2026-11-22 07:57:00')], '2026-11-22 07:59:00');

  await poll();

  expect(state.kept).toEqual(new Set(['INC1']));
  expect(state.watermark).toBe('2026-11-22 07:59:00');
});

test('polls that fail alike write one line, those that are not tried none, and the end is said', async () => {
  const held = new RelayError('CONNECTION_HELD', 'held');
  const busy = new RelayError('SERVICENOW_BUSY', 'too much');
  const answers = [held, held, busy, busy, held, busy, undefined, undefined];
  const lines: string[] = [];
  const note = (_facts: object, words?: string) => lines.push(words ?? '');

  await pollChanges(
    {
      servicenow: {
        fetchRecords: async () => {
          const failure = answers.shift();
          if (failure !== undefined) throw failure;
          return { records: [], next: undefined };
        },
      },
      keep: async () => undefined,
      watermarks: { find: async () => undefined, record: async () => undefined },
      clock: { now: () => NOW },
      log: { info: note, warn: note },
      wait: async () => undefined,
      isStopped: () => answers.length === 0,
    },
    connection,
    ['incident'],
  );

  expect(lines).toEqual(['could not poll', 'polls again']);
});
