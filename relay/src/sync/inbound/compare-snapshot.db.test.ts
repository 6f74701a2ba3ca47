import { ChangeEvent } from '@alert-relay/shared-types';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSampleStore, type SampleStore } from '../../database/sample-store.ts';
import { nameEntries, type UnnamedEntry } from '../../domain/journal.ts';
import { sampleConnection } from '../../domain/samples.ts';
import { createKeepSnapshots } from '../../intake/keep.ts';
import { RelayError } from '../../lib/errors.ts';
import { createIds } from '../../lib/ids.ts';
import type { Job } from '../../queue/job.ts';
import { createIntents, type Intents } from '../../store/intents.ts';
import { applySnapshot, type CompareSnapshotDeps } from './compare-snapshot.ts';

const SENT_AT = 1_000_000;
const connection = sampleConnection({ mode: 'table' });
const newId = createIds(() => SENT_AT);
const names = {
  key: 'a'.repeat(64),
  workspace: connection.workspace,
  connection: connection.name,
  table: 'incident',
  episode: 1,
};
const sysId = '1'.repeat(32);

let store: SampleStore;
let intents: Intents;
let now: number;
let looks: number;
let isDeleted: boolean;
/** Of the record, oldest first. */
let journal: UnnamedEntry[];

beforeEach(async () => {
  store = await openSampleStore();
  intents = createIntents(store.db, store.commit);
  now = SENT_AT;
  looks = 0;
  isDeleted = false;
  journal = [];
  await settle({ state: '1' });
});

afterEach(() => store.close());

function settle(written: Readonly<Record<string, string>>): Promise<void> {
  const applied = { appliedSeq: 1, appliedEventId: 'event-1', notes: [], sweepUntil: 0 };
  const seen = { writtenModCount: 1, first: undefined };
  return intents.settle({ ...names, ...applied, ...seen, sysId, written });
}

function begin(): Promise<boolean> {
  const sent = { at: SENT_AT, eventId: 'event-2', seq: 2 };
  return intents.begin({ ...names, sent, notes: [], sysId });
}

/** A poll saw that somebody put the record into this state. */
async function see(id: string, state: string, modCount = 5): Promise<void> {
  const record = { key: names.key, table: 'incident', sysId, number: 'INC0010001', active: true };
  const when = { modCount, updatedOn: '2026-11-22 08:00:00', updatedBy: 'beth' };
  const snapshot = { id, ...record, ...when, fields: { state } };
  const kept = { workspace: names.workspace, connection: names.connection, lane: 'lane' };
  await createKeepSnapshots(store.commit, newId)([{ ...kept, receivedAt: now, snapshot }]);
}

async function compare(id: string) {
  const deps: CompareSnapshotDeps = {
    db: store.db,
    findConnection: () => connection,
    servicenow: {
      readJournal: async () => {
        looks += 1;
        if (isDeleted) throw new RelayError('SERVICENOW_NOT_FOUND', 'No Record found');
        return nameEntries(sysId, journal.slice(-100));
      },
    },
    clock: { now: () => now },
    newId,
  };
  const rest = { attempt: 0, code: undefined, dueAt: 0, createdAt: 0, state: 'waiting' } as const;
  const job: Job = {
    id: 'job',
    workspace: names.workspace,
    lane: 'lane',
    kind: 'snapshot.compare',
    subject: id,
    ...rest,
  };
  const handled = await applySnapshot(deps, job);
  return { ...handled.facts, record: () => store.commit(handled.record) };
}

const subjects = async (kind: Job['kind']) =>
  (await store.db.selectFrom('job').select('subject').where('kind', '=', kind).execute()).map(
    ({ subject }) => subject,
  );
const changes = () => store.db.selectFrom('change').select(['id', 'sequence']).execute();

test('what somebody did becomes one change, and the snapshot goes', async () => {
  await see('seen-1', '2');

  await (await compare('seen-1')).record();

  expect(await changes()).toEqual([{ id: 'seen-1', sequence: 500 }]);
  expect(await subjects('change.apply')).toEqual(['seen-1']);
  expect(await store.db.selectFrom('snapshot').select('id').execute()).toEqual([]);
});

test('what was seen of a record that was deleted since is told all the same', async () => {
  await see('seen-1', '6');
  isDeleted = true;

  await (await compare('seen-1')).record();

  expect(await subjects('change.apply')).toEqual(['seen-1']);
  expect(await store.db.selectFrom('snapshot').select('id').execute()).toEqual([]);
});

test('what was compared is known: the same, seen again, is nobody’s news and asks for no journal', async () => {
  await see('seen-1', '2');
  await (await compare('seen-1')).record();
  await see('seen-again', '2');

  const again = await compare('seen-again');
  await again.record();

  expect(again).toMatchObject({ outcome: 'nothing', because: 'known' });
  expect(looks).toBe(1);
  expect(await changes()).toHaveLength(1);
});

test('a comparison that is repeated after a crash makes no second job of its change', async () => {
  await see('seen-1', '2');
  await (await compare('seen-1')).record();
  await settle({});
  await store.db
    .updateTable('intent')
    .set({ seen: JSON.stringify(unseen) })
    .execute();
  await see('seen-1', '2');

  await (await compare('seen-1')).record();

  expect(await subjects('change.apply')).toEqual(['seen-1']);
});

const unseen = { modCount: -1, writtenModCount: -1, fields: {}, skipsHistory: false, journal: [] };

test('while a write of ours is under way nothing is compared; one that nobody answers holds it for ten minutes', async () => {
  await begin();
  await see('seen-1', '2');

  now = SENT_AT + 600_000;
  await expect(compare('seen-1')).rejects.toMatchObject({ code: 'COMMAND_NOT_RECORDED' });
  now += 1;
  expect(await compare('seen-1')).toMatchObject({ outcome: 'compared' });
});

test('a write that was answered while the journal was read is no change of somebody', async () => {
  await see('seen-1', '2', 5);
  const comparison = await compare('seen-1');
  await begin();
  await settle({ state: '2' });

  await comparison.record();

  expect(await changes()).toEqual([]);
});

/** Each a second after the one before. */
function say(...texts: readonly string[]): void {
  for (const text of texts) {
    const at = new Date(Date.UTC(2026, 10, 22) + journal.length * 1000).toISOString();
    const createdOn = at.slice(0, 19).replace('T', ' ');
    journal.push({ element: 'comments', text, author: 'beth', createdOn, shownOn: createdOn });
  }
}

/** What a look at the journal tells. */
async function told(modCount: number): Promise<readonly string[]> {
  await see(`seen-${modCount}`, '1', modCount);
  await (await compare(`seen-${modCount}`)).record();
  const change = store.db.selectFrom('change').select('body').where('id', '=', `seen-${modCount}`);
  const [row] = await change.execute();
  const { journal: entries } = ChangeEvent.parse(JSON.parse(row?.body ?? '{}'));
  return entries.map(({ text }) => text);
}

const others = (from: number, count: number) =>
  Array.from({ length: count }, (_none, nth) => `Entry ${from + nth}`);

test('what somebody says again is told again, however much was written in between', async () => {
  say('Any update?', ...others(0, 60));
  expect(await told(5)).toHaveLength(61);
  say(...others(60, 60), 'Any update?');

  expect(await told(6)).toEqual([...others(60, 60), 'Any update?']);
});

test('what somebody says for the third time is told, with the first time out of sight', async () => {
  say('Any update?', ...others(0, 60), 'Any update?');
  expect(await told(5)).toHaveLength(62);
  say(...others(60, 50), 'Any update?');

  expect(await told(6)).toEqual([...others(60, 50), 'Any update?']);
});
