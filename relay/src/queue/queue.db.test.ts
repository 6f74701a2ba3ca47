import { afterEach, beforeEach, describe } from 'vitest';
import { createGroupCommit } from '../database/group-commit.ts';
import { openSampleStore } from '../database/sample-store.ts';
import type { Store } from '../database/store.ts';
import { createLanes } from './lanes.ts';
import { describeQueue } from './queue.conformance.ts';

describe('lanes of one process', () => {
  let store: Store;

  beforeEach(async () => {
    store = await openSampleStore();
  });

  afterEach(() => store.close());

  describeQueue(() => ({
    db: store.db,
    createCommit: (onWake) =>
      createGroupCommit(store, (woken, _synced, _holds, hastened) => onWake(woken, hastened)),
    createLanes,
  }));
});
