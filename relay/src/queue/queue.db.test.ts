import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, inject } from 'vitest';
import { createGroupCommit } from '../database/group-commit.ts';
import { openSampleStore } from '../database/sample-store.ts';
import type { Store } from '../database/store.ts';
import { findNewestLanes } from './find-lanes.ts';
import { type LaneTokens, openLaneTokens } from './lane-tokens.ts';
import { createLanes } from './lanes.ts';
import { createLeaseContext } from './lease-context.ts';
import { describeQueue } from './queue.conformance.ts';
import { createSharedLanes } from './shared-lanes.ts';

let store: Store;

beforeEach(async () => {
  store = await openSampleStore();
});

afterEach(() => store.close());

describe('lanes of one process', () => {
  describeQueue(() => ({
    db: store.db,
    createCommit: (onWake) => createGroupCommit(store, onWake),
    createLanes,
  }));
});

describe.skipIf(inject('store') === 'embedded')('lanes that several may share', () => {
  let tokens: LaneTokens;
  const leases = createLeaseContext();

  beforeEach(async () => {
    tokens = await openLaneTokens(store.db);
  });

  describeQueue(() => ({
    db: store.db,
    createCommit: (onWake) => leases.fence(createGroupCommit(store, onWake)),
    createLanes: (deps) =>
      createSharedLanes({
        ...deps,
        store,
        tokens,
        leases,
        findNewest: (limit) => findNewestLanes(store.db, limit),
        owner: randomUUID(),
        leaseMs: 5000,
        chance: () => 0,
      }),
  }));
});
