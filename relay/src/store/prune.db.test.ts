import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Commit, createGroupCommit } from '../database/group-commit.ts';
import { openSampleStore } from '../database/sample-store.ts';
import type { Store } from '../database/store.ts';
import { sampleEvent } from '../domain/samples.ts';
import { createIds } from '../lib/ids.ts';
import { insertDeliveries, insertEvents, toEventText } from './deliveries.ts';
import { recordEventOutcome } from './events.ts';
import { pruneHistory } from './prune.ts';

const DAY = 86_400_000;
const now = 400 * DAY;
let store: Store;
let commit: Commit;

beforeEach(async () => {
  store = await openSampleStore();
  commit = createGroupCommit(store, () => undefined);
});

afterEach(async () => {
  await store.close();
});

/** A delivery with one event that came so many days ago and ended so. */
async function keep(daysAgo: number, outcome: string | undefined): Promise<string> {
  const at = now - daysAgo * DAY;
  const newId = createIds(() => at);
  const deliveryId = newId();
  const shared = { workspace: 'default', source: 'prometheus', receivedAt: at };
  await commit(async (unit) => {
    await insertDeliveries(unit, [
      {
        ...shared,
        id: deliveryId,
        connector: 'alertmanager',
        status: 'accepted',
        reason: undefined,
        headers: '{}',
        body: Buffer.from('{}'),
      },
    ]);
    await insertEvents(unit, [
      {
        ...shared,
        id: newId(),
        deliveryId,
        event: toEventText(sampleEvent()),
        position: 0,
        route: 'ops',
        lane: 'lane',
        correlationKey: 'key',
        follows: undefined,
        dueAt: at,
      },
    ]);
    if (outcome === undefined) return;
    await recordEventOutcome(unit, {
      deliveryIds: [deliveryId],
      lane: 'lane',
      outcome,
      because: '',
      drift: [],
      at,
    });
  });
  return deliveryId;
}

test('only what is settled and old is forgotten, with its delivery', async () => {
  await keep(31, 'created');
  const young = await keep(29, 'created');
  const waiting = await keep(300, undefined);
  const dead = await keep(301, 'dead');

  const gone = await pruneHistory({ commit, clock: { now: () => now } }, 30, () => false);

  const left = await store.db.selectFrom('delivery').select('id').orderBy('id').execute();
  expect(left.map(({ id }) => id)).toEqual([dead, waiting, young]);
  expect(gone).toBe(2);
});

test('more than one batch goes, and a stop ends it between two', async () => {
  for (let number = 0; number < 520; number += 1) await keep(40, 'nothing');
  let asked = 0;

  await pruneHistory({ commit, clock: { now: () => now } }, 30, () => {
    asked += 1;
    return asked > 1;
  });
  const left = await store.db.selectFrom('event').select('id').execute();
  await pruneHistory({ commit, clock: { now: () => now } }, 30, () => false);

  expect(left).toHaveLength(20);
  expect(await store.db.selectFrom('delivery').select('id').execute()).toEqual([]);
});
