import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSampleStore, type SampleStore } from '../database/sample-store.ts';
import { findWriteBack, insertWriteBack, isRememberedUnderWay } from './write-backs.ts';

let store: SampleStore;
const record = { workspace: 'default', destination: 'pager' };

beforeEach(async () => {
  store = await openSampleStore();
  const step = { name: 'say', path: '/v1', isRemembered: true, alreadyDone: [] };
  await store.commit((unit) =>
    insertWriteBack(unit, {
      ...record,
      id: 'one',
      changeId: 'change',
      linkKey: 'a key',
      kind: 'note',
      createdAt: 1,
      steps: [
        { ...step, method: 'POST' },
        { ...step, method: 'QUERY' },
      ],
    }),
  );
});

afterEach(() => store.close());

test('D10 a write-back with a method that only a newer release knows waits for it', async () => {
  await expect(findWriteBack(store.db, 'one')).rejects.toMatchObject({
    code: 'STORED_BY_NEWER_RELEASE',
    message: expect.stringContaining('method of a request "QUERY"'),
  });
});

test('D10 and keeps nothing else of its record from being decided', async () => {
  expect(await isRememberedUnderWay(store.db, { ...record, key: 'a key' })).toBe(true);
});
