import { setTimeout as delay } from 'node:timers/promises';
import manifest from '../package.json' with { type: 'json' };
import { type ApiRouterDeps, createApiRouter } from './api/router.ts';
import type { ComposedRelay } from './cli/serve.ts';
import type { LoadedConfig } from './config/load.ts';
import { findDestinationKind, planWriteBack } from './connectors/destinations.ts';
import { findConnector } from './connectors/registry.ts';
import { createGroupCommit } from './database/group-commit.ts';
import { openStore } from './database/open-store.ts';
import type { Store } from './database/store.ts';
import type { Connection } from './domain/configuration.ts';
import { indexConfiguration } from './domain/find-configured.ts';
import { createApp } from './http/create-app.ts';
import { createServer } from './http/create-server.ts';
import { createHealthRouter } from './http/health-router.ts';
import { createFetchForConnectors } from './intake/fetch-for-connectors.ts';
import { createDoor } from './intake/door.ts';
import { createKeepChanges, createKeepDelivery, createKeepSnapshots } from './intake/keep.ts';
import { startKeepThread } from './intake/keep-thread.ts';
import { keepRecords } from './intake/keep-records.ts';
import { toNewChanges } from './intake/receive-changes.ts';
import { createIntakeRouter, type IntakeDeps } from './intake/router.ts';
import type { ReceiveRuleRecordDeps } from './intake/receive-rule-record.ts';
import { systemClock } from './lib/clock.ts';
import { createIds } from './lib/ids.ts';
import { createOutgoing } from './lib/outgoing.ts';
import { createRateLimit } from './lib/rate-limit.ts';
import { createTurns } from './lib/turns.ts';
import { loadDepth } from './queue/depth.ts';
import { findLanes } from './queue/find-lanes.ts';
import { createLanes } from './queue/lanes.ts';
import { createWorker } from './queue/worker.ts';
import { countAttempts } from './servicenow/count-attempts.ts';
import { createServiceNow } from './servicenow/create-servicenow.ts';
import { holdConnections } from './servicenow/hold-connections.ts';
import { limitCalls } from './servicenow/limit-calls.ts';
import type { KeyPlace } from './secrets/key-place.ts';
import { openSecrets } from './secrets/open-secrets.ts';
import { createStages } from './stages.ts';
import { createIntents } from './store/intents.ts';
import { findRuleTokenHash } from './store/rule-tokens.ts';
import { findWatermark, recordWatermark } from './store/watermarks.ts';
import { introduce } from './sync/inbound/introduce.ts';
import { pollChanges } from './sync/inbound/poll-changes.ts';
import { pullChanges } from './sync/inbound/pull-changes.ts';
import { pruneHistory } from './store/prune.ts';
import { mergeDoubles } from './sync/reconcile/merge-doubles.ts';
import { recordDead } from './sync/outbound/record-dead.ts';
import { createLog } from './telemetry/log.ts';
import { createMetrics, type Metrics } from './telemetry/metrics.ts';
import { applyMemoryFault, applyTestFault, type TestFault } from './test-fault.ts';

export interface ComposeOptions {
  /** For the tests of the tests only, see test-fault.ts. */
  readonly testFault?: TestFault | undefined;
  readonly keyPlace: KeyPlace;
}

/** Lanes under way at once, all connections together; above the calls, so that none waits for the store. */
const LANES_AT_ONCE = 64;
const CALLS_PER_CONNECTION = 32;
const SWEEP_EVERY_MS = 5000;
/** Above ServiceNow's own quota of 60 s for a request, so that most slow calls end known. */
const SERVICENOW_DEADLINE_MS = 75_000;
const HTTP_STOP_MS = 5000;
const PRUNE_EVERY_MS = 3_600_000;
const API_REQUESTS_PER_MINUTE = 1200;

/** The only place that constructs things and hands them to each other. */
export async function compose(
  config: LoadedConfig,
  options: ComposeOptions,
): Promise<ComposedRelay> {
  const log = createLog(config.process.log.level);
  const metrics = createMetrics();
  const clock = systemClock;
  const newId = createIds(() => clock.now());
  const configured = indexConfiguration(config.configuration);
  const outgoing = createOutgoing({ allow: config.process.outgoing.allow });
  const store = await openStore(config.process);
  const { db } = store;
  for (const weakness of store.weaknesses) {
    log.error({ weakness }, 'a power cut can lose what the database has confirmed');
  }
  const turns = createTurns();
  const commit = createGroupCommit(store, (woken) => lanes.wake(woken), turns);
  const { hasKey } = await openSecrets({
    db,
    commit,
    keyPlace: options.keyPlace,
    newId,
    now: () => clock.now(),
  });
  if (!hasKey) log.warn({}, 'no master key: secrets are not taken; "alert-relay init" makes one');
  const keeper =
    store.kind === 'embedded'
      ? await startKeepThread({
          folder: config.process.data,
          turns,
          keepHere: createKeepDelivery(commit),
          onWake: (woken) => lanes.wake(woken),
        })
      : // The database has processes of its own; here is nothing to wait for but its answer.
        { keep: createKeepDelivery(commit), stop: async () => undefined };
  const calls = createServiceNow({
    outgoing,
    clock,
    deadlineMs: SERVICENOW_DEADLINE_MS,
    memory: applyMemoryFault(options.testFault, createIntents(db, commit)),
  });
  const counted = countAttempts(calls, (labels) => metrics.countAttempt(labels));
  const holds = holdConnections(limitCalls(counted, CALLS_PER_CONNECTION), {
    clock,
    onTurn: (connection, { kind, because }) => {
      metrics.setConnectionHeld(connection, kind !== 'open');
      if (kind === 'open') log.info({ connection }, 'connection works again');
      else log.error({ connection, because }, 'connection held: its jobs wait');
    },
    release: (hold, howMany) => lanes.release(hold, howMany),
  });
  const { servicenow } = holds;
  const keepChanges = createKeepChanges(commit, newId);
  const keepSnapshots = createKeepSnapshots(commit, newId);
  const keepSeen: ReceiveRuleRecordDeps['keep'] = (connection, records) =>
    keepRecords({ db, keep: keepSnapshots, clock }, connection, records);

  const handlers = createStages({
    ...configured,
    db,
    commit,
    servicenow,
    outgoing,
    planWriteBack,
    findDestinationKind,
    limit: createRateLimit(clock),
    clock,
    newId,
    metrics,
  });
  const worker = createWorker({
    db,
    commit,
    handlers,
    recordDead: (unit, job, error) => recordDead({ clock }, unit, job, error),
    clock,
    newId,
    chance: () => Math.random(),
    log,
  });
  const lanes = createLanes({
    run: worker,
    findLanes: (after, limit) => findLanes(db, after, limit),
    isHeld: (hold) => holds.isHeld(hold),
    concurrency: LANES_AT_ONCE,
    sweepEveryMs: SWEEP_EVERY_MS,
    onError: (error) => log.error({ err: error }, 'the sweep failed'),
  });
  const intake: IntakeDeps = {
    deliveries: {
      ...configured,
      findConnector,
      ...createFetchForConnectors({ outgoing, clock, log }),
      keep: applyTestFault(options.testFault, (accepted) => keeper.keep(accepted)),
      clock,
      newId,
    },
    changes: { ...configured, keep: keepChanges, clock },
    ruleRecords: {
      ...configured,
      findTokenHash: (workspace, connection) => findRuleTokenHash(db, { workspace, connection }),
      keep: keepSeen,
    },
    maxBodyBytes: config.process.limits.maxBodyBytes,
    metrics,
  };
  const api: ApiRouterDeps = {
    ...configured,
    db,
    commit,
    clock,
    newId,
    hasWorkspace: (name) => config.configuration.workspaces.includes(name),
    version: manifest.version,
    requestsPerMinute: API_REQUESTS_PER_MINUTE,
  };
  const server = createServer(
    createApp(
      { newId, log },
      (app) => {
        app.use(createIntakeRouter(intake));
        app.use(createHealthRouter(healthOf(store, metrics)));
        app.use('/api/v1', createApiRouter(api));
      },
      createDoor(intake),
    ),
    { ...config.process.listen, maxConnections: config.process.limits.maxConnections },
  );

  const stopping = new AbortController();
  const background: Promise<void>[] = [];
  const wait = (ms: number): Promise<void> =>
    delay(ms, undefined, { signal: stopping.signal }).catch(() => undefined);
  const isStopped = (): boolean => stopping.signal.aborted;

  function tablesOf({ workspace, name }: Connection): readonly string[] {
    const routes = config.configuration.routes.filter(
      (route) => route.workspace === workspace && route.connection === name,
    );
    return [...new Set(routes.map(({ table }) => table))];
  }

  function pollingOf(connection: Connection) {
    const { workspace, name } = connection;
    const polled = (table: string) => ({ workspace, connection: name, table });
    return {
      clock,
      keep: keepSeen,
      watermarks: {
        find: (table: string) => findWatermark(db, polled(table)),
        record: (table: string, updatedOn: string) =>
          commit((unit) => recordWatermark(unit, polled(table), updatedOn)),
      },
    };
  }

  function startConnections(url: string): void {
    const publicUrl = config.process.publicUrl ?? url;
    for (const connection of config.configuration.connections) {
      if (!connection.enabled) continue;
      const shared = { servicenow, log, wait, isStopped };
      // No app, nobody to be introduced to; but doubles can be made.
      if (connection.mode === 'table') {
        background.push(mergeDoubles({ ...shared, db, commit, clock, metrics }, connection));
      }
      if (connection.changes === 'off') continue;
      if (connection.mode === 'table') {
        // Also the net below a pasted rule.
        const polling = { ...shared, ...pollingOf(connection) };
        background.push(pollChanges(polling, connection, tablesOf(connection)));
        continue;
      }
      background.push(introduce({ ...shared, version: manifest.version, publicUrl }, connection));
      if (connection.changes !== 'pull') continue;
      const keep = (from: typeof connection, changes: Parameters<typeof toNewChanges>[1]) =>
        keepChanges(toNewChanges(from, changes, clock.now()));
      background.push(pullChanges({ ...shared, keep }, connection));
    }
  }

  async function pruneRegularly(): Promise<void> {
    for (;;) {
      await wait(PRUNE_EVERY_MS);
      if (isStopped()) return;
      // A full disk refuses this too; the next hour tries again, and the relay goes on.
      await pruneHistory({ commit, clock }, config.process.retention.days, isStopped).then(
        (rows) => log.info({ rows }, 'history pruned'),
        (error: unknown) => log.error({ err: error }, 'history could not be pruned'),
      );
    }
  }

  return {
    async start() {
      const { url } = await server.start();
      lanes.start();
      startConnections(url);
      background.push(pruneRegularly());
      return { url };
    },
    async stop() {
      stopping.abort();
      await server.stop(HTTP_STOP_MS);
      holds.stop();
      await lanes.stop();
      await Promise.all(background);
      await outgoing.close();
      await keeper.stop();
      await store.close();
    },
  };
}

function healthOf({ db }: Store, metrics: Metrics): Parameters<typeof createHealthRouter>[0] {
  metrics.readQueueWith(async () => {
    const { waiting, dead, oldestAt } = await loadDepth(db);
    const oldestWaitingSeconds = oldestAt === undefined ? 0 : (Date.now() - oldestAt) / 1000;
    return { waiting, dead, oldestWaitingSeconds };
  });
  return {
    findObstacles: async () => {
      try {
        await db.selectFrom('job').select('id').limit(1).execute();
        return [];
      } catch {
        return ['the store does not answer'];
      }
    },
    printMetrics: () => metrics.print(),
  };
}
