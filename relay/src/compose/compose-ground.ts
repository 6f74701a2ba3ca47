import manifest from '../../package.json' with { type: 'json' };
import type { ComposePlaces } from '../cli/serve.ts';
import type { LoadedConfig } from '../config/load.ts';
import { createGroupCommit } from '../database/group-commit.ts';
import { openStore } from '../database/open-store.ts';
import { createCrashPoints } from '../crash-points.ts';
import type { Lanes } from '../queue/lanes.ts';
import type { KeepThread } from '../intake/keep-thread.ts';
import { createAnchoredClock, systemClock } from '../lib/clock.ts';
import { createIds } from '../lib/ids.ts';
import { createOutgoing } from '../lib/outgoing.ts';
import { traceOutgoing } from '../lib/trace-outgoing.ts';
import { createSeldom } from '../lib/seldom.ts';
import { createSendGate } from '../lib/send-gate.ts';
import { createTurns } from '../lib/turns.ts';
import { createLeaseContext } from '../queue/lease-context.ts';
import { createTracing } from '../telemetry/create-tracing.ts';
import type { Log, LogLevel } from '../telemetry/log.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import type { TestFault } from '../test-fault.ts';

export interface ComposeOptions extends ComposePlaces {
  readonly createLog: (level: LogLevel) => Log;
  /** For the tests of the tests only, see test-fault.ts. */
  readonly testFault?: TestFault | undefined;
  /** For the crash tests only, see crash-points.ts. */
  readonly crashAt?: string | undefined;
}

export type Ground = Awaited<ReturnType<typeof composeGround>>;

/** What everything stands on: the store and how it is written, the way out, the clocks, and who is told of it. */
export async function composeGround(
  config: LoadedConfig,
  options: ComposeOptions,
  wake: Lanes['wake'],
) {
  const log = options.createLog(config.process.log.level);
  const seldom = createSeldom();
  const metrics = createMetrics((error) =>
    seldom('metrics', (before) =>
      log.error({ err: error, before }, 'what waits could not be counted for the metrics'),
    ),
  );
  const clock = systemClock;
  const newId = createIds(() => clock.now());
  /** Tells this process from others on the same database. */
  const relayId = newId();
  const leases = createLeaseContext({ checks: options.testFault !== 'no-lease-check' });
  const tracing = await createTracing({
    endpoint: config.process.tracing.endpoint,
    env: options.referencePlace.env,
    version: manifest.version,
    onTurn: (because) => {
      if (because === undefined) log.info({}, 'spans are sent again');
      else
        log.warn({ because }, 'spans could not be sent; they are dropped, and nothing else waits');
    },
  });
  const plain = createOutgoing(config.process.outgoing);
  const crashPoints = createCrashPoints(options.crashAt);
  const store = await openStore(config.process);
  const { db } = store;
  const gate = createSendGate();
  const outgoing = gate.before(leases.guard(traceOutgoing(tracing, plain)));
  /** The same for all relays on a database, and nobody sets it. */
  const storeClock = createAnchoredClock(await store.readTime());
  for (const weakness of store.weaknesses) {
    log.error({ weakness }, 'a power cut or a takeover can lose what the database has confirmed');
  }
  if (store.unknownMigrations.length > 0) {
    log.warn(
      {
        migrations: store.unknownMigrations,
        cure: 'nothing to do after going back, or while relays are replaced one by one; else see who started a newer one, and docs/runbook.md',
      },
      'a newer release has added to the store: this one works on without what it added',
    );
  }
  const turns = createTurns();
  let onCommitted: KeepThread['noteCommitted'] | undefined;
  const commit = crashPoints.aroundOutcomes(
    leases.fence(
      createGroupCommit(
        store,
        (woken, synced, holds, hastened) => {
          gate.closeUntil(synced);
          wake(woken, holds, hastened);
        },
        { turns, onCommitted: (pieces) => onCommitted?.(pieces) },
      ),
    ),
  );
  return {
    testFault: options.testFault,
    log,
    seldom,
    metrics,
    tracing,
    clock,
    storeClock,
    newId,
    relayId,
    leases,
    crashPoints,
    store,
    db,
    turns,
    commit,
    outgoing,
    /** Hears how many pieces of work were committed. */
    followCommits(listener: KeepThread['noteCommitted'] | undefined) {
      onCommitted = listener;
    },
  };
}
