import type { Store } from '../database/store.ts';
import { findLanes, findNewestLanes } from './find-lanes.ts';
import { openLaneTokens } from './lane-tokens.ts';
import { createLanes, type Lanes, type LanesDeps } from './lanes.ts';
import type { LeaseContext } from './lease-context.ts';
import { createSharedLanes } from './shared-lanes.ts';

export interface OpenLanesDeps extends Omit<LanesDeps, 'findLanes'> {
  readonly store: Store;
  readonly leases: LeaseContext;
  readonly owner: string;
  readonly leaseMs: number;
  readonly chance: () => number;
}

/** An embedded store has one relay, and a database may have several. */
export async function openLanes(deps: OpenLanesDeps): Promise<Lanes> {
  const { store } = deps;
  const find = (after: string, limit: number) => findLanes(store.db, after, limit);
  if (store.kind === 'embedded') return createLanes({ ...deps, findLanes: find });
  return createSharedLanes({
    ...deps,
    findLanes: find,
    findNewest: (limit) => findNewestLanes(store.db, limit),
    tokens: await openLaneTokens(store.db),
  });
}
