import type { KyselyPlugin, RootOperationNode } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSampleStore, type SampleStore } from '../database/sample-store.ts';
import { sampleChange, sampleEvent } from '../domain/samples.ts';
import { createIds } from '../lib/ids.ts';
import { findKnownChanges, insertChange, recordChangeOutcome } from './changes.ts';
import { insertDeliveries, insertEvents, toEventText } from './deliveries.ts';
import { recordDeliveryOutcome } from './events.ts';
import { findLinkByKey } from './links.ts';
import { recordLink } from './record-links.ts';
import { pruneHistory, type PruneHistoryDeps } from './prune.ts';
import { insertRepairs } from './repairs.ts';
import { sampleLinkWrite } from './sample-link.ts';
import { insertWebhookRuns, recordWebhookOutcome } from './webhook-runs.ts';
import { insertWriteBack, recordWriteBackOutcome } from './write-backs.ts';

const DAY = 86_400_000;
const now = 400 * DAY;
let store: SampleStore;

beforeEach(async () => {
  store = await openSampleStore();
});

afterEach(async () => {
  await store.close();
});

function forget(isStopped = () => false, deps: Partial<PruneHistoryDeps> = {}): Promise<number> {
  return pruneHistory({ ...store, clock: { now: () => now }, ...deps }, 30, isStopped);
}

/** A delivery with one event that came so many days ago and ended so. */
async function keep(daysAgo: number, outcome: string | undefined): Promise<string> {
  const at = now - daysAgo * DAY;
  const newId = createIds(() => at);
  const deliveryId = newId();
  const shared = { workspace: 'default', source: 'prometheus', receivedAt: at };
  await store.commit(async (unit) => {
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
    const kept = { deliveryId, lane: 'lane' };
    await recordDeliveryOutcome(unit, kept, { outcome, because: '', drift: [], at });
  });
  return deliveryId;
}

test('only what is settled and old is forgotten, with its delivery', async () => {
  await keep(31, 'created');
  const young = await keep(29, 'created');
  const waiting = await keep(300, undefined);
  const dead = await keep(301, 'dead');

  const gone = await forget();

  const left = await store.db.selectFrom('delivery').select('id').orderBy('id').execute();
  expect(left.map(({ id }) => id)).toEqual([dead, waiting, young]);
  expect(gone).toBe(2);
});

test('more than one batch goes, and a stop ends it between two', async () => {
  for (let number = 0; number < 520; number += 1) await keep(40, 'nothing');
  let asked = 0;

  await forget(() => {
    asked += 1;
    return asked > 1;
  });
  const left = await store.db.selectFrom('event').select('id').execute();
  await forget();

  expect(left).toHaveLength(20);
  expect(await store.db.selectFrom('delivery').select('id').execute()).toEqual([]);
});

/** Hears of each statement before it is made. */
function listener(onStatement: (statement: RootOperationNode) => void): KyselyPlugin {
  return {
    transformQuery({ node }) {
      onStatement(node);
      return node;
    },
    transformResult: async ({ result }) => result,
  };
}

test('what stays is passed once, in no turn of those who write', async () => {
  for (let number = 0; number < 510; number += 1) await keep(40, 'created');
  for (let number = 0; number < 510; number += 1) await keep(41, 'dead');
  const found: string[] = [];
  const written: string[] = [];
  const reading = store.reading.withPlugin(listener((node) => found.push(JSON.stringify(node))));
  const writing = listener((node) => written.push(JSON.stringify(node)));

  await forget(undefined, {
    reading,
    commit: (work, options) =>
      store.commit((unit) => work({ ...unit, db: unit.db.withPlugin(writing) }), options),
  });

  expect(await store.db.selectFrom('event').select('id').execute()).toHaveLength(510);
  // Each looks on behind what the one before has found.
  expect(new Set(found).size).toBe(found.length);
  expect(written.filter((statement) => statement.includes('SelectQueryNode'))).toEqual([]);
});

test('what comes in while history is forgotten is kept meanwhile, and all of it', async () => {
  await Promise.all(Array.from({ length: 1100 }, () => keep(40, 'nothing')));
  const pruningNow = { is: true };
  const left = () => store.db.selectFrom('event').select('id').execute();

  const pruning = forget().finally(() => {
    pruningNow.is = false;
  });
  const kept: string[] = [];
  let keptMeanwhile = 0;
  while (pruningNow.is || kept.length < 20) {
    kept.push(await keep(0, undefined));
    if (pruningNow.is) keptMeanwhile += 1;
  }

  // Between its batches, not after the last.
  expect(keptMeanwhile).toBeGreaterThan(1);
  expect(await pruning).toBe(2200);
  expect(await left()).toHaveLength(kept.length);
});

test.each([
  ['is not missed by the next comparison of its record', 'prod', 300],
  ['says nothing of what another instance holds of that key', 'test', -1],
])('a change that is forgotten %s', async (_what, connection, reconciled) => {
  const at = now - 31 * DAY;
  const key = 'f'.repeat(64);
  const kept = { workspace: 'default', connection, lane: 'change', receivedAt: at };
  await store.commit(async (unit) => {
    await recordLink(unit, sampleLinkWrite({ key }), at);
    const change = sampleChange({ id: 'old', key, sequence: 300 });
    await insertChange(unit, { ...kept, change });
    await recordChangeOutcome(unit, 'old', { outcome: 'write-back', because: 'update', at });
  });

  await forget();

  expect(await findKnownChanges(store.db, kept, ['old'])).toEqual(new Set());
  const link = await findLinkByKey(store.db, key);
  expect(link?.reconciledSequence).toBe(reconciled);
});

test.each([undefined, 'dead: DESTINATION_REFUSED'])(
  'what a tool and a webhook were not told stays with its job: %s',
  async (outcome) => {
    const at = now - 31 * DAY;
    const id = createIds(() => at)();
    const names = { id, workspace: 'default', createdAt: at };
    const run = { webhook: 'hook', trigger: 'created', source: 's', number: 'n', body: '{}' };
    const told = { changeId: 'c', linkKey: 'k', destination: 'd', kind: 'resolve', steps: [] };
    const change = sampleChange({ id: 'old', key: null, sequence: 300 });
    const kept = { workspace: 'default', connection: 'prod', lane: 'change', receivedAt: at };
    await store.commit(async (unit) => {
      await insertWriteBack(unit, { ...names, ...told });
      await insertWebhookRuns(unit, [{ ...names, ...run }]);
      await insertChange(unit, { ...kept, change });
      if (outcome === undefined) return;
      await recordWriteBackOutcome(unit, id, outcome, at);
      await recordWebhookOutcome(unit, id, outcome);
      await recordChangeOutcome(unit, 'old', { outcome: 'dead', because: outcome, at });
    });

    await forget();

    for (const table of ['write_back', 'webhook_run', 'change'] as const) {
      expect(await store.db.selectFrom(table).select('id').execute()).toHaveLength(1);
    }
  },
);

test('repairs are forgotten with the history that they are part of', async () => {
  const repair = (daysAgo: number) => ({
    id: createIds(() => now - daysAgo * DAY)(),
    workspace: 'default',
    connection: 'prod',
    key: 'key',
    number: `INC-${daysAgo}`,
    kind: 'state-told' as const,
    detail: '',
    at: now - daysAgo * DAY,
  });
  await store.commit((unit) => insertRepairs(unit, [repair(31), repair(29)]));

  await forget();

  const left = await store.db.selectFrom('repair').select('number').execute();
  expect(left).toEqual([{ number: 'INC-29' }]);
});
