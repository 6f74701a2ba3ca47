import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSampleStore, type SampleStore } from '../database/sample-store.ts';
import type { Connection } from '../domain/configuration.ts';
import { sampleChange, sampleConnection } from '../domain/samples.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { createIds } from '../lib/ids.ts';
import { createIntents } from '../store/intents.ts';
import { createKeepChanges, createKeepSnapshots } from './keep.ts';
import { keepRecords } from './keep-records.ts';

const connection = sampleConnection({ mode: 'table', excludedFields: ['description'] });
const key = 'a'.repeat(64);
const sysId = '1'.repeat(32);
const newId = createIds(() => 1);

let store: SampleStore;

beforeEach(async () => {
  store = await openSampleStore();
  const seen = { fields: {}, skipsHistory: false, journal: [], journalUpTo: {} };
  await createIntents(store.db, store.commit).settle({
    key,
    workspace: connection.workspace,
    connection: connection.name,
    table: 'incident',
    episode: 1,
    sysId,
    appliedSeq: 1,
    appliedEventId: 'event-1',
    notes: [],
    written: {},
    writtenModCount: 3,
    first: { ...seen, modCount: 3, writtenModCount: 3 },
    sweepUntil: 0,
  });
});

afterEach(() => store.close());

async function see(over: Partial<Snapshot>, by: Connection = connection): Promise<void> {
  const record = { key, table: 'incident', sysId, number: 'INC0010001', active: true };
  const when = { modCount: 4, updatedOn: '2026-11-22 08:00:00', updatedBy: 'beth' };
  const fields = { state: '2', description: 'nobody shall see this' };
  const keep = createKeepSnapshots(store.commit, newId);
  await keepRecords({ db: store.db, keep, clock: { now: () => 1 } }, by, [
    { ...record, ...when, fields, ...over },
  ]);
}

const kept = () => store.db.selectFrom('snapshot').select('body').execute();
const jobs = () => store.db.selectFrom('job').select('kind').execute();

test('a newer version of a record of ours waits to be compared, once, without what is excluded', async () => {
  await see({});
  await see({});

  expect((await kept()).map(({ body }) => JSON.parse(body).fields)).toEqual([{ state: '2' }]);
  expect(await jobs()).toEqual([{ kind: 'snapshot.compare' }]);
});

test.each([
  ['the version that is known', { modCount: 3 }, connection],
  ['a record that does not carry our key', { key: 'b'.repeat(64) }, connection],
  ['a record that we never wrote', { sysId: '2'.repeat(32) }, connection],
  ['the record of another connection', {}, { ...connection, name: 'test' }],
  ['the record of another workspace', {}, { ...connection, workspace: 'other' }],
])('%s is left alone', async (_what, over, by) => {
  await see(over, by);

  expect(await kept()).toEqual([]);
  expect(await jobs()).toEqual([]);
});

test('L21 a change that is sent again is kept once, with one job', async () => {
  const keep = createKeepChanges(store.commit, newId);
  const change = sampleChange({ sys_id: sysId, key });
  const names = { workspace: 'default', connection: 'prod', lane: 'lane', receivedAt: 1 };

  await keep([{ ...names, change }]);
  await keep([{ ...names, change }]);

  expect(await jobs()).toEqual([{ kind: 'change.apply' }]);
});
