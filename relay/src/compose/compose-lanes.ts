import type { LoadedConfig } from '../config/load.ts';
import { findDestinationKind, planWriteBack } from '../connectors/destinations.ts';
import { countSending } from '../lib/count-sending.ts';
import { createRateLimit } from '../lib/rate-limit.ts';
import { createJobReads } from '../queue/head.ts';
import { createLaneReads } from '../store/lane-reads.ts';
import { openLanes } from '../queue/open-lanes.ts';
import { createWorker } from '../queue/worker.ts';
import { createStages } from '../stages.ts';
import { recordDead } from '../sync/outbound/record-dead.ts';
import { traceStages } from '../sync/trace-stages.ts';
import type { LiveConfiguration } from '../config-store/live.ts';
import type { Arrivals } from '../queue/arrivals.ts';
import type { Lanes } from '../queue/lanes.ts';
import type { Ground } from './compose-ground.ts';
import { type ComposedServiceNow, MOST_LANES } from './compose-servicenow.ts';

/**
 * Lanes that are read, decided or recorded at once. With all of them, each took a second from its first
 * question to its last, and what it held was old by then for V8; see docs/decisions/0015-built-relay.md.
 */
const MOST_IN_HAND = 256;
/**
 * On a database their questions wait in one line for its connections, and an alert that comes waits behind
 * them. With 200,000 lanes to look into that were 2.1 s (median), and 3.4 s while they were delivered; with
 * so many in hand it is 0.02 to 0.15 s, and as many are delivered in a second.
 */
const MOST_IN_HAND_SHARED = 64;
const SWEEP_EVERY_MS = 5000;

/** What is done with the jobs that wait: the stages, who runs them, and which lane runs when. */
export async function composeLanes(
  ground: Ground,
  config: LoadedConfig,
  {
    configured,
    arrivals,
    holds,
    shared,
    servicenow,
  }: Pick<LiveConfiguration, 'configured'> & { readonly arrivals: Arrivals } & Pick<
      ComposedServiceNow,
      'holds' | 'shared' | 'servicenow'
    >,
): Promise<Lanes> {
  const { log, seldom, metrics, tracing, clock, storeClock, newId } = ground;
  const { leases, crashPoints, outgoing, store, db, commit } = ground;
  // They may take long to answer: their lanes are away meanwhile.
  const telling = countSending(crashPoints.aroundSend('tell-tool', outgoing), () => lanes.wake([]));
  const stages = createStages({
    ...configured,
    db,
    reading: store.reading,
    reads: createLaneReads(db),
    commit,
    servicenow,
    outgoing: telling.outgoing,
    planWriteBack,
    findDestinationKind,
    limit: createRateLimit(storeClock),
    clock,
    storeClock,
    newId,
    metrics,
    traceparent: () => tracing.traceparent(),
  });
  const handlers = traceStages(stages, { db, tracing, clock });
  const worker = createWorker({
    reads: createJobReads(db),
    commit,
    arrivals,
    handlers,
    recordDead: (unit, job, error) => recordDead({ clock }, unit, job, error),
    clock: storeClock,
    newId,
    chance: () => Math.random(),
    count: ({ workspace, kind }, outcome) => metrics.countJob({ workspace, kind, outcome }),
    log,
  });
  const leaseMs = config.process.database.leaseSeconds * 1000;
  const lanes: Lanes = await openLanes({
    store,
    leases,
    owner: newId(),
    leaseMs,
    chance: () => Math.random(),
    run: worker,
    arrivedLanes: arrivals.lanes,
    isHeld: (hold) => holds.isHeld(hold) || shared.isSlow(hold),
    isAway: (hold) => holds.isHeld(hold),
    concurrency: MOST_LANES,
    mostInHand: store.kind === 'embedded' ? MOST_IN_HAND : MOST_IN_HAND_SHARED,
    hasPlenty: shared.hasPlenty,
    countAway: () => shared.countWaiting() + telling.count(),
    sweepEveryMs: SWEEP_EVERY_MS,
    onError: (error) =>
      seldom('lanes', (before) =>
        log.error({ err: error, before }, 'lanes could not be looked after'),
      ),
  });
  return lanes;
}
