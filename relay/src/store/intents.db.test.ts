import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSampleStore, type SampleStore } from '../database/sample-store.ts';
import { createIntents, type Intents } from './intents.ts';

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
function settleOn(sysId: string): Promise<void> {
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
