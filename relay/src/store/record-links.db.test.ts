import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSampleStore, type SampleStore } from '../database/sample-store.ts';
import { findLinkByKey } from './links.ts';
import { recordLink, recordLinkAnew, recordLinkChange } from './record-links.ts';
import { sampleLinkWrite } from './sample-link.ts';

let store: SampleStore;

beforeEach(async () => {
  store = await openSampleStore();
  const write = sampleLinkWrite({ key: 'k', state: '2', appliedSeq: 9, modCount: 30 });
  await store.commit((unit) => recordLink(unit, write, 1));
});

afterEach(async () => {
  await store.close();
});

/** What a comparison found, or wrote, while the link stood at version 30. */
function anew(modCount: number) {
  const at = { key: 'k', table: 'incident', sysId: '2'.repeat(32), number: 'INC7' };
  const link = { ...at, state: '1', phase: 'open', appliedSeq: 10, modCount } as const;
  const write = { ...link, comparedWith: 30, changeSequence: modCount * 100 - 1 };
  return store.commit((unit) => recordLinkAnew(unit, write, 3));
}

/** A person resolves the record; changes come in a lane of their own. */
function resolvedBySomebody(modCount: number) {
  const change = { key: 'k', state: '6', phase: 'resolved', endedBy: 'person' } as const;
  const at = { takenFields: {}, modCount, changeSequence: modCount * 100 };
  return store.commit((unit) => recordLinkChange(unit, { ...change, ...at }, 2));
}

const link = () => findLinkByKey(store.db, 'k');

test('the version of a restored instance counts although it is a lower one', async () => {
  await anew(5);

  expect(await link()).toMatchObject({
    state: '1',
    phase: 'open',
    modCount: 5,
    changeSequence: 499,
    reconciledSequence: 499,
    number: 'INC7',
    appliedSeq: 10,
  });
});

test('a change that came while both sides were compared is newer than what the comparison saw', async () => {
  await resolvedBySomebody(41);

  await anew(40);

  expect(await link()).toMatchObject({
    state: '6',
    phase: 'resolved',
    endedBy: 'person',
    modCount: 41,
    changeSequence: 4100,
    number: 'INC7',
    appliedSeq: 10,
    endedAt: 2,
  });
});

test('a change that came meanwhile about an earlier version is not', async () => {
  await resolvedBySomebody(39);

  await anew(40);

  expect(await link()).toMatchObject({
    state: '1',
    phase: 'open',
    endedBy: undefined,
    endedAt: undefined,
    modCount: 40,
  });
});
