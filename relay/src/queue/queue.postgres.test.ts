import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe } from 'vitest';
import { createGroupCommit } from '../database/group-commit.ts';
import { openSampleStore } from '../database/sample-store.ts';
import type { Store } from '../database/store.ts';
import { findNewestLanes } from './find-lanes.ts';
import { type LaneTokens, openLaneTokens } from './lane-tokens.ts';
import { createLeaseContext } from './lease-context.ts';
import { describeQueue } from './queue.conformance.ts';
import { createSharedLanes } from './shared-lanes.ts';

describe('lanes that several relays share', () => {
  let store: Store;
  let tokens: LaneTokens;
  const leases = createLeaseContext();

  beforeEach(async () => {
    store = await openSampleStore();
    tokens = await openLaneTokens(store.db);
  });

  afterEach(() => store.close());

  describeQueue(() => ({
    db: store.db,
    createCommit: (onWake) =>
      leases.fence(
        createGroupCommit(store, (woken, _synced, _holds, hastened) => onWake(woken, hastened)),
      ),
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
