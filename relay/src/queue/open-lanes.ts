import type { Store } from '../database/store.ts';
import { findLanes, findNewestLanes } from './find-lanes.ts';
import { createLanes, type Lanes, type LanesDeps } from './lanes.ts';
import type { LeaseContext } from './lease-context.ts';

export interface OpenLanesDeps extends Omit<LanesDeps, 'findLanes'> {
  readonly store: Store;
  readonly leases: LeaseContext;
  readonly owner: string;
  readonly leaseMs: number;
  readonly chance: () => number;
}

/** An embedded store has one relay, and a database may have several; what they need is loaded for them. */
export async function openLanes(deps: OpenLanesDeps): Promise<Lanes> {
  const { store } = deps;
  const find = (after: string, limit: number) => findLanes(store.db, after, limit);
  if (store.kind === 'embedded') return createLanes({ ...deps, findLanes: find });
  const [{ openLaneTokens }, { createSharedLanes }] = await Promise.all([
    import('./lane-tokens.ts'),
    import('./shared-lanes.ts'),
  ]);
  return createSharedLanes({
    ...deps,
    findLanes: find,
    findNewest: (limit) => findNewestLanes(store.db, limit),
    tokens: await openLaneTokens(store.db),
  });
}

/**
 * For a command that put something back before what lanes sleep for: relays on a database try them at once.
 * One on an embedded store has no ear for other processes; it tries them when they are due.
 */
export async function hastenBeside(store: Store, lanes: Iterable<string>): Promise<void> {
  if (store.kind === 'embedded') return;
  const tokens = await import('./lane-tokens.ts');
  await tokens.hastenBeside(store.db, [...lanes]);
}
