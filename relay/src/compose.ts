import { setTimeout as delay } from 'node:timers/promises';
import manifest from '../package.json' with { type: 'json' };
import { createMailbox } from './agent/mailbox.ts';
import { type AgentRouterDeps, createAgentRouter } from './agent/router.ts';
import type { ApiRouterDeps } from './api/router.ts';
import type { ComposedRelay, ComposePlaces } from './cli/serve.ts';
import type { LoadedConfig } from './config/load.ts';
import { followConfiguration } from './config-store/live.ts';
import { createSecretFinder } from './config-store/secrets-in-entry.ts';
import { type ConnectionTasks, createConnectionTasks } from './connection-tasks.ts';
import { findDestinationKind, planWriteBack } from './connectors/destinations.ts';
import { connectors, findConnector } from './connectors/registry.ts';
import { createGroupCommit } from './database/group-commit.ts';
import { openStore } from './database/open-store.ts';
import type { Store } from './database/store.ts';
import { createCrashPoints } from './crash-points.ts';
import { createDoctor } from './doctor/create-doctor.ts';
import { createSignInTrial } from './doctor/try-sign-in.ts';
import { holdOf, ofHold } from './domain/connection-hold.ts';
import type { Connection } from './domain/configuration.ts';
import type { StatusWarning } from './domain/connection-status.ts';
import { siblingsOf } from './domain/credential-use.ts';
import { warnOfLimit } from './domain/call-budget.ts';
import { endsOf, warnOfEnds } from './domain/credential-expiry.ts';
import { silenceTexts } from './domain/app-silence.ts';
import { createApp } from './http/create-app.ts';
import { loadedWithFirstRequest } from './http/loaded-with-first-request.ts';
import { readOpenFilesLimit, toConnectionsAllowed } from './http/connections-allowed.ts';
import { createServer } from './http/create-server.ts';
import { createHealthRouter } from './http/health-router.ts';
import { createFetchForConnectors } from './intake/fetch-for-connectors.ts';
import { createDoor } from './intake/door.ts';
import { createKeepChanges, createKeepDelivery, createKeepSnapshots } from './intake/keep.ts';
import { type KeepThread, startKeepThread } from './intake/keep-thread.ts';
import { traceKeep } from './intake/trace-keep.ts';
import { keepRecords } from './intake/keep-records.ts';
import type { AcceptedDelivery } from './intake/receive-delivery.ts';
import { createRefusalReport } from './intake/report-refusals.ts';
import { limitStore } from './intake/store-limit.ts';
import { createIntakeRouter, type IntakeDeps } from './intake/router.ts';
import type { ReceiveRuleRecordDeps } from './intake/receive-rule-record.ts';
import { createAnchoredClock, systemClock } from './lib/clock.ts';
import { countSending } from './lib/count-sending.ts';
import { createIds } from './lib/ids.ts';
import { createOutgoing } from './lib/outgoing.ts';
import { createRateLimit } from './lib/rate-limit.ts';
import { traceOutgoing } from './lib/trace-outgoing.ts';
import { createSeldom } from './lib/seldom.ts';
import { createSendGate } from './lib/send-gate.ts';
import { createTurns } from './lib/turns.ts';
import { createArrivals, loadArrivals } from './queue/arrivals.ts';
import { loadDepths } from './queue/depth.ts';
import { createJobReads } from './queue/head.ts';
import { createLaneReads } from './store/lane-reads.ts';
import { createLeadTask, type Turn } from './queue/lead-task.ts';
import { createLeaseContext } from './queue/lease-context.ts';
import { openLanes } from './queue/open-lanes.ts';
import { createWorker } from './queue/worker.ts';
import { createCodeRedeemer } from './servicenow/redeem-code.ts';
import { createCallBudgets } from './servicenow/call-budgets.ts';
import { countAttempts } from './servicenow/count-attempts.ts';
import { createServiceNow } from './servicenow/create-servicenow.ts';
import { holdConnections } from './servicenow/hold-connections.ts';
import { shareCalls } from './servicenow/share-calls.ts';
import { traceUpserts } from './servicenow/trace-upserts.ts';
import { createReferences } from './secrets/create-references.ts';
import { openSecrets } from './secrets/open-secrets.ts';
import type { LiveSet } from './servicenow/standby.ts';
import { createSetup } from './setup/run-setup.ts';
import { createSignInRouter } from './sign-in/router.ts';
import { createSignInMemory } from './sign-in/sign-in-memory.ts';
import { createStages } from './stages.ts';
import { type AppWatch, listAppWatches } from './store/app-watches.ts';
import { createIntents } from './store/intents.ts';
import { forgetStatuses, recordStatus } from './store/connection-status.ts';
import {
  endRenewalsOfRelays,
  findRefreshToken,
  forgetEndedTokens,
} from './store/refresh-tokens.ts';
import { findRuleTokenHash } from './store/rule-tokens.ts';
import { forgetWorkspace, listDeletedWorkspaces } from './store/forget-workspace.ts';
import { pruneHistory } from './store/prune.ts';
import { checkRoute } from './sync/readiness/check-route.ts';
import { reportRot } from './sync/readiness/report-rot.ts';
import type { Outlook } from './sync/status/watch-connection.ts';
import { createSignals } from './sync/status/signals.ts';
import { compareLater, sweepLinks } from './sync/reconcile/sweep-links.ts';
import { recordDead } from './sync/outbound/record-dead.ts';
import { traceStages } from './sync/trace-stages.ts';
import { createNoteHeard } from './sync/watch/note-heard.ts';
import { createTracing } from './telemetry/create-tracing.ts';
import { createLog } from './telemetry/log.ts';
import { createMetrics, type Metrics } from './telemetry/metrics.ts';
import {
  applyChangesFault,
  applyMemoryFault,
  applyOutgoingFault,
  applyTestFault,
  type TestFault,
} from './test-fault.ts';

export interface ComposeOptions extends ComposePlaces {
  /** For the tests of the tests only, see test-fault.ts. */
  readonly testFault?: TestFault | undefined;
  /** For the crash tests only, see crash-points.ts. */
  readonly crashAt?: string | undefined;
}

/**
 * Lanes under way at once, all connections together. Two thirds of them are what one connection may have
 * in calls (`roomFor`), and that fills 32 calls of 100 commands.
 */
const LANES_AT_ONCE = 4800;
/**
 * Lanes that are read, decided or recorded at once. With all of them, each took a second from its first
 * question to its last, and what it held was old by then for V8; see docs/decisions/0015-built-relay.md.
 */
const LANES_IN_HAND = 512;
/**
 * Jobs of which the names are kept in memory: 14 MB for as many that have a lane each, outside of the heap.
 * What is more goes into the index of the lanes: alerts were taken a sixth slower there.
 */
const MOST_ARRIVALS = 200_000;
const SWEEP_EVERY_MS = 5000;
/** Above ServiceNow's own quota of 60 s for a request, so that most slow calls end known. */
const SERVICENOW_DEADLINE_MS = 75_000;
/** Of each question; a doctor that hangs helps nobody. */
const DOCTOR_DEADLINE_MS = 20_000;
const HTTP_STOP_MS = 5000;
const PRUNE_EVERY_MS = 3_600_000;
/** A change made beside us is seen within two seconds. */
const FOLLOW_EVERY_MS = 1000;
/** Looks: a secret that was changed in a vault is used within a minute. */
const READ_REFERENCES_EVERY = 60;
const API_REQUESTS_PER_MINUTE = 1200;

/** The only place that constructs things and hands them to each other. */
export async function compose(
  config: LoadedConfig,
  options: ComposeOptions,
): Promise<ComposedRelay> {
  const log = createLog(config.process.log.level);
  const seldom = createSeldom();
  const metrics = createMetrics();
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
  const plain = createOutgoing({ allow: config.process.outgoing.allow });
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
  const turns = createTurns();
  let onCommitted: KeepThread['noteCommitted'] | undefined;
  const commit = crashPoints.aroundOutcomes(
    leases.fence(
      createGroupCommit(
        store,
        (woken, synced) => {
          gate.closeUntil(synced);
          lanes.wake(woken);
        },
        { turns, onCommitted: (pieces) => onCommitted?.(pieces) },
      ),
    ),
  );
  const { sealing, hasKey } = await openSecrets({
    db,
    commit,
    keyPlace: options.keyPlace,
    newId,
    now: () => clock.now(),
  });
  if (!hasKey) log.warn({}, 'no master key: secrets are not taken; "alert-relay init" makes one');
  const references = createReferences(config.process.secrets, options.referencePlace);
  const provided = { ...config.provided };
  async function readProvidedAgain(): Promise<readonly string[]> {
    const before = provided.workspaces;
    provided.workspaces = (await options.readProvided()).workspaces;
    return provided.workspaces
      .filter((entries, index) => JSON.stringify(entries) !== JSON.stringify(before[index]))
      .flatMap((entries) => entries[0]?.name ?? []);
  }
  const configStore = {
    db,
    commit,
    clock,
    newId,
    sealing,
    references,
    connectors,
    provided,
    allowedHosts: config.process.outgoing.allow,
    findSecrets: createSecretFinder(connectors),
    onChanged: () => live.refresh(),
  };
  const live = await followConfiguration({ ...configStore, log, readProvidedAgain });
  const { configured } = live;
  // Of a shared database others could not know what is remembered here.
  const arrivals = createArrivals(store.kind === 'embedded' ? MOST_ARRIVALS : 0);
  const keepHere = createKeepDelivery(commit, arrivals.has);
  const keeper =
    store.kind === 'embedded'
      ? await startKeepThread({
          folder: config.process.data,
          turns,
          arrivals,
          keepHere,
          onWake: (woken, held) => lanes.wake(woken, held),
        })
      : // The database has processes of its own; here is nothing to wait for but its answer.
        { keep: keepHere, noteCommitted: undefined, stop: async () => undefined };
  onCommitted = keeper.noteCommitted;
  if (store.kind === 'embedded') await commit((unit) => endRenewalsOfRelays(unit));
  const signIns = createSignInMemory({
    db,
    commit: crashPoints.aroundCommits('renew-sign-in', commit),
    sealing,
    clock: storeClock,
    holder: 'relay',
  });
  const mailbox = createMailbox({ db, commit, clock, newId });
  const liveSets = new Map<string, LiveSet>();
  const liveSetOf = (connection: Connection): LiveSet =>
    (connection.standby && liveSets.get(holdOf(connection))) ?? 'first';
  const budgets = createCallBudgets({
    clock: storeClock,
    onNote: ({ workspace, name }, left) =>
      metrics.setCallsLeft({ workspace, connection: name }, left),
  });
  const calls = createServiceNow({
    outgoing: crashPoints.aroundSend(
      'call-servicenow',
      applyOutgoingFault(options.testFault, outgoing),
    ),
    agents: mailbox,
    signIns,
    clock,
    deadlineMs: SERVICENOW_DEADLINE_MS,
    assertMaySend: () => leases.assertHeld(),
    onAnswer: (connection, answer) => budgets.note(connection, answer),
    onBatchRefused: ({ workspace, name: connection }, status) =>
      log.warn(
        { workspace, connection, status, cure: 'open POST /api/now/v1/batch to the account' },
        'the Batch API is refused: requests go one by one, and it is asked again in an hour',
      ),
    onTurn(connection, set) {
      const { workspace, name } = connection;
      liveSets.set(holdOf(connection), set);
      if (set === 'first') return;
      log.warn({ workspace, connection: name }, 'credentials refused: what stands by is used');
    },
    memory: crashPoints.aroundIntents(
      applyMemoryFault(options.testFault, createIntents(db, commit)),
    ),
  });
  const signals = createSignals(clock);
  const counted = countAttempts(calls, (labels, failure) => {
    metrics.countAttempt(labels);
    signals.note({ workspace: labels.workspace, name: labels.connection }, failure);
  });
  // Sharing is around holding: a call that fails for many lanes is one failure of its connection.
  const holds = holdConnections(counted, {
    clock,
    onTurn: (connection, { kind, because }) => {
      metrics.setConnectionHeld(ofHold(connection), kind !== 'open');
      if (kind === 'open') log.info({ connection }, 'connection works again');
      else log.error({ connection, because }, 'connection held: its jobs wait');
    },
    assertSpare: (connection) => budgets.assertSpare(connection),
    release: (hold, howMany) => lanes.release(hold, howMany),
  });
  const shared = shareCalls(holds.servicenow, {
    onCall: ({ workspace, name: connection }, commands) =>
      metrics.observeCall({ workspace, connection }, commands),
    onSlow: ({ workspace, name: connection }, waiting) =>
      seldom(`slow ${workspace}/${connection}`, (before) =>
        log.warn(
          { workspace, connection, waiting, before, cure: 'see what holds the instance up' },
          'the instance takes its time: what comes for it waits until calls end, and nothing is lost',
        ),
      ),
    onEased: (hold) => lanes.release(hold, 'all'),
    onWaiting: () => lanes.wake([]),
    assertMayWrite: () => leases.assertHeld(),
    mostLanes: LANES_AT_ONCE,
    budgets,
    clock: storeClock,
  });
  const servicenow = traceUpserts(tracing, shared.servicenow);
  const refusals = createRefusalReport({
    log,
    onTurn: (refuses) => metrics.setStoreRefuses(refuses),
  });
  const keepChanges = refusals.watch(
    crashPoints.around(
      'keep-changes',
      applyChangesFault(options.testFault, createKeepChanges(commit, newId)),
    ),
  );
  const keepSnapshots = refusals.watch(createKeepSnapshots(commit, newId));
  const keepSeen: ReceiveRuleRecordDeps['keep'] = (connection, records) =>
    keepRecords({ db, keep: keepSnapshots, clock }, connection, records);

  // They may take long to answer: their lanes are away meanwhile.
  const telling = countSending(crashPoints.aroundSend('tell-tool', outgoing), () => lanes.wake([]));
  const stages = createStages({
    ...configured,
    db,
    reads: createLaneReads(db),
    commit,
    servicenow,
    outgoing: telling.outgoing,
    planWriteBack,
    findDestinationKind,
    limit: createRateLimit(clock),
    clock,
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
  const lanes = await openLanes({
    store,
    leases,
    owner: newId(),
    leaseMs,
    chance: () => Math.random(),
    run: worker,
    arrivedLanes: arrivals.lanes,
    isHeld: (hold) => holds.isHeld(hold) || shared.isSlow(hold),
    isAway: (hold) => holds.isHeld(hold),
    concurrency: LANES_AT_ONCE,
    mostInHand: LANES_IN_HAND,
    countAway: () => shared.countWaiting() + telling.count(),
    sweepEveryMs: SWEEP_EVERY_MS,
    onError: (error) =>
      seldom('lanes', (before) =>
        log.error({ err: error, before }, 'lanes could not be looked after'),
      ),
  });
  const { usedBytes } = store;
  const { maxStoreMb } = config.process.limits;
  const keepAccepted = (accepted: AcceptedDelivery): Promise<void> => keeper.keep(accepted);
  const keepWithinLimit =
    usedBytes === undefined || maxStoreMb === undefined
      ? keepAccepted
      : limitStore({ usedBytes, maxBytes: maxStoreMb * 1024 * 1024, clock }, keepAccepted);
  const keepDelivery = refusals.watch(
    crashPoints.around('keep-delivery', applyTestFault(options.testFault, keepWithinLimit)),
  );
  const intake: IntakeDeps = {
    deliveries: {
      ...configured,
      findConnector,
      ...createFetchForConnectors({ outgoing, clock, log }),
      keep: traceKeep(tracing, keepDelivery),
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
    noteApp: createNoteHeard({
      commit,
      clock,
      onError: (error) => log.warn({ err: error }, 'when an app called could not be noted'),
    }),
    metrics: {
      ...metrics,
      countRefused: (reason, workspace) =>
        metrics.countRefused(reason, live.hasWorkspace(workspace) ? workspace : undefined),
    },
  };
  /** The address that it listens on is known once it does. */
  let publicUrl = config.process.publicUrl ?? '';
  const api: ApiRouterDeps = {
    configStore,
    ...configured,
    db,
    reading: store.reading,
    commit,
    clock,
    newId,
    isArriving: arrivals.has,
    checkRoute: (...values) => checkRoute({ servicenow, newId }, ...values),
    reportRot: (connection) =>
      reportRot({ ...configured, db, commit, clock, servicenow }, connection),
    sweep: (...values) => sweepLinks({ db, commit, clock, newId, servicenow }, ...values),
    compareLater: (...values) => compareLater({ clock, newId }, ...values),
    hasWorkspace: (name) => live.hasWorkspace(name),
    publicUrl: () => publicUrl,
    setUp: createSetup({
      outgoing,
      clock,
      configStore,
      connections: () => Promise.resolve(live.current().connections),
      publicUrl: () => config.process.publicUrl,
      version: manifest.version,
    }),
    trySignIn: createSignInTrial({
      outgoing,
      agents: mailbox,
      signIns,
      clock,
      deadlineMs: DOCTOR_DEADLINE_MS,
    }),
    liveSetOf,
    examine: createDoctor({
      outgoing,
      agents: mailbox,
      signIns,
      clock,
      deadlineMs: DOCTOR_DEADLINE_MS,
      memory: createIntents(db, commit),
      liveSetOf,
      routesOf: (workspace) => configured.routesOf(workspace),
      version: manifest.version,
      publicUrl: () => publicUrl,
    }),
    version: manifest.version,
    requestsPerMinute: API_REQUESTS_PER_MINUTE,
  };
  /** Its schemas are a good part of what is loaded, and a relay takes and tells alerts without them. */
  const createApi = async () => (await import('./api/router.ts')).createApiRouter(api);
  const agents: AgentRouterDeps = {
    db,
    clock,
    mailbox,
    findConnection: (workspace, name) => configured.findConnection(workspace, name),
    publicUrl: () => publicUrl,
  };
  /** Those of connections that are gone or switched off are nobody's concern. */
  const listApps = async (): Promise<readonly AppWatch[]> =>
    (await listAppWatches(db)).filter(
      ({ workspace, connection }) =>
        configured.findConnection(workspace, connection)?.enabled === true,
    );
  const openFiles = readOpenFilesLimit();
  const { limits } = config.process;
  const maxConnections = toConnectionsAllowed(limits.maxConnections, openFiles);
  if (maxConnections < limits.maxConnections) {
    const cure = 'raise the limit of open files (ulimit -n, LimitNOFILE)';
    log.info(
      { openFiles, maxConnections, cure },
      'fewer connections than limits.maxConnections: the process may open few files',
    );
  }
  const server = createServer(
    createApp(
      { newId, log },
      (app) => {
        app.use(createIntakeRouter(intake));
        app.use(
          createHealthRouter(healthOf(store, metrics, () => live.current().workspaces, listApps)),
        );
        app.use('/api/v1', createAgentRouter(agents));
        app.use('/api/v1', loadedWithFirstRequest(createApi));
        app.use(
          createSignInRouter({
            ...configured,
            db,
            commit,
            clock,
            sealing,
            signIns,
            redeemer: createCodeRedeemer({ outgoing, clock, deadlineMs: SERVICENOW_DEADLINE_MS }),
            publicUrl: () => publicUrl,
          }),
        );
      },
      createDoor(intake),
    ),
    {
      ...config.process.listen,
      maxConnections,
      onRefused: () =>
        seldom('connections', (before) =>
          log.warn(
            {
              maxConnections,
              before,
              cure: 'see who opens so many, or raise limits.maxConnections and the limit of open files',
            },
            'connections are refused: as many are open as may be',
          ),
        ),
    },
  );

  const stopping = new AbortController();
  const background: Promise<void>[] = [];
  let tasks: ConnectionTasks | undefined;
  let followed: readonly Connection[] = [];
  const wait = (ms: number): Promise<void> =>
    delay(ms, undefined, { signal: stopping.signal }).catch(() => undefined);
  const isStopped = (): boolean => stopping.signal.aborted;
  const lead = createLeadTask(store, { owner: newId(), leaseMs }, (error) =>
    seldom('lead', (before) =>
      log.error({ err: error, before }, 'a task of one relay at a time failed'),
    ),
  );

  /** What will stop a connection some day, said in time. */
  async function outlookOf(connection: Connection): Promise<Outlook> {
    const { workspace, name } = connection;
    const kept = await findRefreshToken(db, { workspace, connection: name });
    const ends = endsOf(connection, kept?.obtainedAt);
    const message = `The instance refuses the credentials of ${name}, and those that stand by are used: see which set is over, then "alert-relay credentials switch ${name}" or retire it.`;
    const inUse: StatusWarning = { code: 'STANDBY_IN_USE', message };
    return {
      warnings: [
        ...(liveSetOf(connection) === 'standby' ? [inUse] : []),
        ...warnOfEnds(connection, ends, clock.now()),
        ...warnOfLimit(name, budgets.leftOf(connection)),
      ],
      endsAt: ends[0]?.at,
    };
  }

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
      (one) => !connections.some((other) => holdOf(other) === holdOf(one)),
    );
    followed = connections;
    holds.follow(connections);
    tasks?.follow();
    for (const connection of gone) void signOut(connection, connections);
  }

  /** What it was signed in with ends with it, unless others sign in alike. */
  async function signOut(gone: Connection, left: readonly Connection[]): Promise<void> {
    const names = { workspace: gone.workspace, connection: gone.name };
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

  /** What a deletion that was interrupted, or made by a command beside us, left behind. */
  async function forgetDeleted(): Promise<void> {
    for (const workspace of await listDeletedWorkspaces(db)) {
      if (!live.hasWorkspace(workspace)) await forgetWorkspace(commit, workspace);
    }
  }

  async function pruneRegularly({ isStopped, wait }: Turn): Promise<void> {
    for (;;) {
      await wait(PRUNE_EVERY_MS);
      if (isStopped()) return;
      await forgetDeleted().catch((error: unknown) => {
        log.error({ err: error }, 'rows of a deleted workspace could not be removed');
      });
      // A full disk refuses this too; the next hour tries again, and the relay goes on.
      await pruneHistory({ commit, clock }, config.process.retention.days, isStopped).then(
        (rows) => log.info({ rows }, 'history pruned'),
        (error: unknown) => log.error({ err: error }, 'history could not be pruned'),
      );
    }
  }

  return {
    async start() {
      const lanesStarted = startLanes();
      const { url } = await server.start();
      publicUrl = config.process.publicUrl ?? url;
      tasks = createConnectionTasks({
        servicenow,
        db,
        commit,
        clock,
        metrics,
        log,
        lead,
        version: manifest.version,
        publicUrl,
        watch: {
          signals,
          holdOf: (connection) => holds.stateOf(connection),
          outlookOf,
          recordStatus: (status) => commit((unit) => recordStatus(unit, relayId, status)),
          metrics,
        },
        newId,
        keepChanges,
        keepSeen,
        current: () => live.current(),
      });
      await commit((unit) => forgetEndedTokens(unit));
      followConnections();
      live.onChange(followConnections);
      background.push(
        lanesStarted,
        lead('prune', { isStopped, wait }, pruneRegularly),
        followRegularly(),
      );
      return { url };
    },
    async stop() {
      stopping.abort();
      mailbox.stop();
      await server.stop(HTTP_STOP_MS);
      shared.stop();
      holds.stop();
      await lanes.stop();
      await Promise.all([...background, tasks?.stop()]);
      await commit((unit) => forgetStatuses(unit, relayId)).catch(() => undefined);
      await references.close();
      await outgoing.close();
      await keeper.stop();
      await store.close();
      await tracing.stop();
    },
  };
}

function healthOf(
  { db, reading }: Store,
  metrics: Metrics,
  listWorkspaces: () => readonly string[],
  listApps: () => Promise<readonly AppWatch[]>,
): Parameters<typeof createHealthRouter>[0] {
  metrics.readQueueWith(async () => {
    const depths = await loadDepths(reading);
    // One that has no work says so: a series that is gone looks like a relay that is gone.
    const names = new Set([...listWorkspaces(), ...depths.map(({ workspace }) => workspace)]);
    return [...names].map((workspace) => {
      const {
        waiting = 0,
        dead = 0,
        oldestAt,
      } = depths.find((one) => one.workspace === workspace) ?? {};
      const oldestWaitingSeconds = oldestAt === undefined ? 0 : (Date.now() - oldestAt) / 1000;
      return { workspace, waiting, dead, oldestWaitingSeconds };
    });
  });
  metrics.readAppsWith(listApps);
  return {
    findObstacles: async () => {
      try {
        await db.selectFrom('job').select('id').limit(1).execute();
        return [];
      } catch {
        return ['the store does not answer'];
      }
    },
    findWarnings: async () =>
      (await listApps()).flatMap(({ workspace, connection, silent }) =>
        silent === undefined ? [] : [`${workspace}/${connection}: ${silenceTexts[silent.because]}`],
      ),
    printMetrics: () => metrics.print(),
  };
}
