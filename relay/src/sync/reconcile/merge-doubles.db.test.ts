import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSampleStore, type SampleStore } from '../../database/sample-store.ts';
import { sampleConnection } from '../../domain/samples.ts';
import { RelayError } from '../../lib/errors.ts';
import { createIntents } from '../../store/intents.ts';
import { mergeDoubles, type MergeDoublesDeps } from './merge-doubles.ts';

const NOW = 1_000_000;
const connection = sampleConnection({ mode: 'table' });
const keys = ['a', 'b', 'c'].map((letter) => letter.repeat(64));

let store: SampleStore;

beforeEach(async () => {
  store = await openSampleStore();
});

afterEach(() => store.close());

/** A record of each key was made twice; `refuse` says why one of them cannot be canceled. */
async function sweepOnce(
  refuse: (key: string) => RelayError | undefined,
  meanwhile: () => Promise<unknown> = async () => undefined,
  written = keys,
) {
  const { db, commit } = store;
  const intents = createIntents(db, commit);
  for (const key of written) {
    await intents.settle({
      key,
      workspace: connection.workspace,
      connection: connection.name,
      table: 'incident',
      episode: 1,
      sysId: '1'.repeat(32),
      appliedSeq: 1,
      appliedEventId: 'event-1',
      notes: [],
      written: {},
      writtenModCount: 1,
      first: undefined,
      sweepUntil: NOW + 1,
    });
  }
  const canceled: string[] = [];
  const warnings: unknown[] = [];
  let waits = 0;
  const deps: MergeDoublesDeps = {
    db: store.db,
    commit,
    servicenow: {
      async findDoubles(_connection, _table, asked) {
        await meanwhile();
        return asked.map((key) => ({
          key,
          survivor: { sysId: '1'.repeat(32), number: 'INC1' },
          others: [{ sysId: '2'.repeat(32), number: 'INC2' }],
        }));
      },
      cancelDouble: async (_connection, _table, { key }) => {
        canceled.push(key);
        const error = refuse(key);
        if (error !== undefined) throw error;
      },
    },
    clock: { now: () => NOW },
    metrics: { countDuplicate: () => undefined },
    log: { info: () => undefined, warn: (fields: unknown) => void warnings.push(fields) },
    wait: async () => void (waits += 1),
    isStopped: () => waits === 2,
  };
  await mergeDoubles(deps, connection);
  return { canceled, warnings };
}

test('a double that may not be canceled holds up none of the others, and is told of', async () => {
  const refused = new RelayError('SERVICENOW_WRITE_REFUSED', 'closed by a data policy');

  const { canceled, warnings } = await sweepOnce((key) => (key === keys[0] ? refused : undefined));

  expect(canceled).toEqual(keys);
  expect(warnings).toContainEqual(expect.objectContaining({ code: 'SERVICENOW_WRITE_REFUSED' }));
});

test('doubles are looked for among all keys that were written lately, however many', async () => {
  const many = Array.from({ length: 120 }, (_one, number) => String(number).padStart(64, '0'));

  const { canceled } = await sweepOnce(() => undefined, undefined, many);

  expect(canceled).toEqual(many);
});

test.each([
  ['an instance that does not answer', 'SERVICENOW_UNAVAILABLE'],
  ['where another relay went on with it', 'LEASE_LOST'],
] as const)('%s: nothing more is asked until the next sweep', async (_name, code) => {
  const { canceled } = await sweepOnce(() => new RelayError(code, 'not now'));

  expect(canceled).toEqual(keys.slice(0, 1));
});

test('a double to which a command is just being sent stays until the next sweep', async () => {
  const sending = store.db.updateTable('intent').set({ sys_id: '2'.repeat(32), sent_at: NOW });

  const { canceled } = await sweepOnce(
    () => undefined,
    () => sending.where('key', '=', keys[1] ?? '').execute(),
  );

  expect(canceled).toEqual([keys[0], keys[2]]);
});
