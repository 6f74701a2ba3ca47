import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSampleStore, type SampleStore } from '../database/sample-store.ts';
import { createIntents, findKeysToSweep, type Intents } from './intents.ts';

let store: SampleStore;
let intents: Intents;

beforeEach(async () => {
  store = await openSampleStore();
  intents = createIntents(store.db, store.commit);
});

afterEach(() => store.close());

const names = {
  key: 'ab'.repeat(32),
  workspace: 'acme',
  connection: 'main',
  table: 'incident',
  episode: 1,
};
const double = 'd'.repeat(32);
const sentAt = 1;
/** A write that was sent then may still be under way. */
const openSince = sentAt;
const survivor = { sysId: 'e'.repeat(32), number: 'INC0010002' };

function begin(sysId: string | undefined, notes: readonly string[] = []): Promise<boolean> {
  return intents.begin({
    ...names,
    sent: { at: sentAt, eventId: 'event-1', seq: 1 },
    notes,
    sysId,
  });
}

/** As after a write to it that was answered. */
function settleOn(
  sysId: string,
  over: Partial<Parameters<Intents['settle']>[0]> = {},
): Promise<void> {
  return intents.settle({
    ...names,
    sysId,
    appliedSeq: 1,
    appliedEventId: 'event-1',
    notes: [],
    written: {},
    writtenModCount: 1,
    first: undefined,
    sweepUntil: 0,
    ...over,
  });
}

test('a write begins on the record that its key has, and not on one that it had', async () => {
  expect(await begin(undefined)).toBe(true);
  await settleOn(double);
  expect(await begin(double)).toBe(true);
  await settleOn(double);

  expect(await intents.keepTo(names.key, survivor, openSince)).toBe(true);

  expect(await begin(double, ['note-1'])).toBe(false);
  const known = await intents.find(names.key);
  expect(known).toMatchObject({ sysId: survivor.sysId, sent: undefined });
  expect(known?.doubtfulNotes.size).toBe(0);
  expect(await begin(survivor.sysId)).toBe(true);
});

test('a key goes to another record when no write is under way, and to its own at any time', async () => {
  await settleOn(double);
  await begin(double);

  expect(await intents.keepTo(names.key, survivor, openSince)).toBe(false);
  expect(await intents.keepTo(names.key, { ...survivor, sysId: double }, openSince)).toBe(true);
  expect((await intents.find(names.key))?.sysId).toBe(double);

  await intents.withdraw(names.key);
  expect(await intents.keepTo(names.key, survivor, openSince)).toBe(true);
  expect((await intents.find(names.key))?.sysId).toBe(survivor.sysId);
});

test('a key goes to another record when the last write is over, though nobody knows how it ended', async () => {
  await settleOn(double);
  await begin(double, ['note-1']);

  expect(await intents.keepTo(names.key, survivor, sentAt + 1)).toBe(true);

  const known = await intents.find(names.key);
  expect(known?.sysId).toBe(survivor.sysId);
  expect([...(known?.doubtfulNotes ?? [])]).toEqual(['note-1']);
});

test('a note is in doubt until the write that carries it is settled, and never after', async () => {
  await begin(undefined, ['note-1']);
  expect(await intents.find(names.key)).toMatchObject({ doubtfulNotes: new Set(['note-1']) });

  await settleOn(double, { notes: ['note-1'] });
  await begin(double, ['note-1', 'note-2']);

  const known = await intents.find(names.key);
  expect([known?.appliedNotes, known?.doubtfulNotes]).toEqual([
    new Set(['note-1']),
    new Set(['note-2']),
  ]);
});

const toSweep = async (now: number) => {
  const connection = { workspace: names.workspace, name: names.connection };
  const rows = await findKeysToSweep(store.db, connection, { now, after: '', limit: 10 });
  return rows.map(({ key }) => key);
};

test('doubles are looked for as long as any write of the key asked for', async () => {
  await settleOn(double, { sweepUntil: 500 });
  await settleOn(double, { sweepUntil: 0 });

  expect(await toSweep(499)).toEqual([names.key]);
  expect(await toSweep(500)).toEqual([]);
});

test('doubles are looked for where no write is under way, and on their own connection', async () => {
  const more = { sweepUntil: 500 };
  await settleOn(double, { ...more, key: 'theirs', connection: 'test' });
  await settleOn(double, { ...more, key: 'others', workspace: 'other' });
  await settleOn(double, more);
  expect(await toSweep(1)).toEqual([names.key]);

  await begin(double);

  expect(await toSweep(1)).toEqual([]);
});
