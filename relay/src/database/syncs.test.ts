import { expect, test } from 'vitest';
import { createSyncs } from './syncs.ts';

/** A disk that is done when the test says so. */
function createDisk() {
  const ends: (() => void)[] = [];
  const sync = () => new Promise<void>((resolve) => ends.push(resolve));
  return { sync, ends };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('who asks while a sync runs waits for the next one, and all of them share it', async () => {
  const { sync, ends } = createDisk();
  const synced = createSyncs(sync);
  const done: string[] = [];
  void synced().then(() => done.push('first'));
  void synced().then(() => done.push('second'));
  void synced().then(() => done.push('third'));
  await turn();

  ends[0]?.();
  await turn();

  expect(done).toEqual(['first']);
  expect(ends).toHaveLength(2);

  void synced().then(() => done.push('fourth'));
  ends[1]?.();
  await turn();

  expect(done).toEqual(['first', 'second', 'third']);
  expect(ends).toHaveLength(3);
});

test('who asks when nothing runs has a sync at once', async () => {
  const { sync, ends } = createDisk();
  const synced = createSyncs(sync);
  const first = synced();
  ends[0]?.();
  await first;

  void synced();

  expect(ends).toHaveLength(2);
});

test('a sync that fails fails for all that wait', async () => {
  const synced = createSyncs(() => Promise.reject(new Error('EIO')));

  const outcomes = await Promise.allSettled([synced(), synced(), synced()]);

  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
});
