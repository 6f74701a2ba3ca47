import { setTimeout as delay } from 'node:timers/promises';
import manifest from '../../package.json' with { type: 'json' };
import type { LoadedConfig } from '../config/load.ts';
import { type ConnectionTasks, createConnectionTasks } from '../connection-tasks.ts';
import { nameOf } from '../domain/connection-name.ts';
import type { Connection } from '../domain/configuration.ts';
import { siblingsOf } from '../domain/credential-use.ts';
import { toConnectionName } from '../domain/connection-name.ts';
import { loadArrivals } from '../queue/arrivals.ts';
import { createLeadTask } from '../queue/lead-task.ts';
import { recordStatus } from '../store/connection-status.ts';
import { pruneRegularly } from '../store/prune-regularly.ts';
import { forgetEndedTokens } from '../store/refresh-tokens.ts';
import { findOutlook } from '../sync/status/find-outlook.ts';
import type { LiveConfiguration } from '../config-store/live.ts';
import { steadyClock } from '../lib/clock.ts';
import type { Lanes } from '../queue/lanes.ts';
import type { Ground } from './compose-ground.ts';
import type { ComposedServiceNow } from './compose-servicenow.ts';
import type { composeIntake } from './compose-intake.ts';

/** A change made beside us is seen within two seconds. */
const FOLLOW_EVERY_MS = 1000;
/** Looks: a secret that was changed in a vault is used within a minute. */
const READ_REFERENCES_EVERY = 60;

export interface Background {
  /** Lanes start when what arrived before is known; the intake does not wait for it. */
  startLanes(): void;
  start(publicUrl: string): Promise<void>;
  /** Nothing begins any more. */
  stopping(): void;
  ended(): Promise<void>;
}

interface BackgroundParts {
  readonly live: LiveConfiguration;
  readonly lanes: Lanes;
  readonly instances: ComposedServiceNow;
  readonly inbound: Pick<
    Awaited<ReturnType<typeof composeIntake>>,
    'arrivals' | 'keepChanges' | 'keepSeen'
  >;
}

/** What goes on by itself: what is configured is followed, connections are looked after, history is pruned. */
export function composeBackground(
  ground: Ground,
  config: LoadedConfig,
  { live, lanes, instances, inbound }: BackgroundParts,
): Background {
  const { log, seldom, metrics, clock, newId, relayId, leases, store, db, commit } = ground;
  const { signIns, liveSetOf, budgets, calls, signals, holds, shared, servicenow } = instances;
  const { arrivals, keepChanges, keepSeen } = inbound;
  const leaseMs = config.process.database.leaseSeconds * 1000;
  const stopping = new AbortController();
  const background: Promise<void>[] = [];
  let tasks: ConnectionTasks | undefined;
  let followed: readonly Connection[] = [];
  const wait = (ms: number): Promise<void> =>
    delay(ms, undefined, { signal: stopping.signal }).catch(() => undefined);
  const isStopped = (): boolean => stopping.signal.aborted;
  const lead = createLeadTask(store, leases, { owner: newId(), leaseMs }, (error) =>
    seldom('lead', (before) =>
      log.error({ err: error, before }, 'a task of one relay at a time failed'),
    ),
  );

  /** Somebody may change the store beside us: a command, another replica. */
  async function followRegularly(): Promise<void> {
    for (let looks = 1; ; looks += 1) {
      await wait(FOLLOW_EVERY_MS);
      if (isStopped()) return;
      const isDue = looks % READ_REFERENCES_EVERY === 0;
      await (isDue ? live.readAgain() : live.refresh()).catch((error: unknown) => {
        seldom('follow', (before) =>
          log.error({ err: error, before }, 'what is configured could not be read'),
        );
      });
    }
  }

  /** The intake does not wait for it: a relay that was away for long takes alerts at once. */
  async function startLanes(): Promise<void> {
    while (!isStopped()) {
      try {
        await loadArrivals(db, arrivals, isStopped);
        if (!isStopped()) lanes.start();
        return;
      } catch (error) {
        seldom('arrivals', (before) =>
          log.error({ err: error, before }, 'what waits could not be read'),
        );
        await wait(FOLLOW_EVERY_MS);
      }
    }
  }

  function followConnections(): void {
    const { connections } = live.current();
    const gone = followed.filter(
      (one) => !connections.some((other) => nameOf(other) === nameOf(one)),
    );
    followed = connections;
    shared.follow(connections);
    holds.follow(connections);
    tasks?.follow();
    for (const connection of gone) {
      instances.forget(connection);
      void signOut(connection, connections);
    }
  }

  /** What it was signed in with ends with it, unless others sign in alike. */
  async function signOut(gone: Connection, left: readonly Connection[]): Promise<void> {
    const names = toConnectionName(gone);
    try {
      const kept = await signIns.takeEnded(gone);
      await calls.signOut(gone, kept, siblingsOf(gone, left).length > 0);
    } catch (error) {
      log.warn(
        { ...names, err: error },
        'what a deleted connection was signed in with is not ended',
      );
    }
  }

  return {
    startLanes: () => void background.push(startLanes()),
    async start(publicUrl) {
      tasks = createConnectionTasks({
        servicenow,
        db,
        reading: store.reading,
        commit,
        clock,
        metrics,
        log,
        lead,
        version: manifest.version,
        publicUrl,
        watch: {
          steadyClock,
          signals,
          holdOf: (connection) => holds.stateOf(connection),
          faultOf: ({ workspace, name }) =>
            live.configured
              .unusedOf(workspace)
              .find((one) => one.kind === 'connection' && one.name === name)?.because,
          outlookOf: (connection) => findOutlook({ db, clock, budgets, liveSetOf }, connection),
          recordStatus: (status) => commit((unit) => recordStatus(unit, relayId, status)),
          metrics,
        },
        newId,
        keepChanges,
        keepSeen,
        findSource: (workspace, name) => live.configured.findSource(workspace, name),
        current: () => live.current(),
      });
      await commit((unit) => forgetEndedTokens(unit));
      followConnections();
      live.onChange(followConnections);
      const { days } = config.process.retention;
      const hasWorkspace = (name: string): boolean => live.hasWorkspace(name);
      const chance = (): number => Math.random();
      const pruning = { reading: store.reading, commit, clock, log, days, hasWorkspace, chance };
      background.push(
        lead('prune', { isStopped, wait }, (turn) => pruneRegularly(pruning, turn)),
        followRegularly(),
      );
    },
    stopping: () => stopping.abort(),
    async ended() {
      await Promise.all([...background, tasks?.stop()]);
    },
  };
}
