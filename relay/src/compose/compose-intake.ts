import type { LoadedConfig } from '../config/load.ts';
import { findConnector } from '../connectors/registry.ts';
import { createFetchForConnectors } from '../intake/fetch-for-connectors.ts';
import { createKeepChanges, createKeepDelivery, createKeepSnapshots } from '../intake/keep.ts';
import { startKeepThread } from '../intake/keep-thread.ts';
import { traceKeep } from '../intake/trace-keep.ts';
import { keepRecords } from '../intake/keep-records.ts';
import type { AcceptedDelivery } from '../intake/receive-delivery.ts';
import { createRefusalReport } from '../intake/report-refusals.ts';
import { limitStore } from '../intake/store-limit.ts';
import type { IntakeDeps } from '../intake/router.ts';
import type { ReceiveRuleRecordDeps } from '../intake/receive-rule-record.ts';
import type { ConfiguredThings } from '../domain/find-configured.ts';
import { COME_AGAIN_MS } from '../lib/come-again.ts';
import { RelayError } from '../lib/errors.ts';
import { createArrivals } from '../queue/arrivals.ts';
import { findRuleTokenHash } from '../store/rule-tokens.ts';
import { createNoteHeard } from '../sync/watch/note-heard.ts';
import { applyChangesFault, applyTestFault } from '../test-fault.ts';
import type { LiveConfiguration } from '../config-store/live.ts';
import type { Lanes } from '../queue/lanes.ts';
import type { Ground } from './compose-ground.ts';

/**
 * Jobs of which the names are kept in memory: 7.5 MB for as many that have a lane each, outside of the heap,
 * and one more would double it. What is more goes into the index of the lanes: alerts were taken a sixth
 * slower there.
 */
const MOST_ARRIVALS = 131_072;

/** The inbound side: what tools, apps and pasted rules send is kept before it is answered. */
export async function composeIntake(
  ground: Ground,
  config: LoadedConfig,
  live: LiveConfiguration,
  wake: Lanes['wake'],
) {
  const { testFault, log, metrics, tracing, clock, newId, crashPoints, outgoing } = ground;
  const { store, db, turns, commit } = ground;
  const configured = { ...live.configured, ...tellNothing(live.configured, metrics) };
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
          onWake: wake,
        })
      : // The database has processes of its own; here is nothing to wait for but its answer.
        { keep: keepHere, noteCommitted: undefined, stop: async () => undefined };
  ground.followCommits(keeper.noteCommitted);
  const refusals = createRefusalReport({
    log,
    onTurn: (refuses) => metrics.setStoreRefuses(refuses),
  });
  const keepChanges = refusals.watch(
    crashPoints.around(
      'keep-changes',
      applyChangesFault(testFault, createKeepChanges(commit, newId)),
    ),
  );
  const keepSnapshots = refusals.watch(createKeepSnapshots(commit, newId));
  const keepSeen: ReceiveRuleRecordDeps['keep'] = (connection, records) =>
    keepRecords({ db, keep: keepSnapshots, clock }, connection, records);
  const { usedBytes } = store;
  const { maxStoreMb } = config.process.limits;
  const keepAccepted = (accepted: AcceptedDelivery): Promise<void> => keeper.keep(accepted);
  const keepWithinLimit =
    usedBytes === undefined || maxStoreMb === undefined
      ? keepAccepted
      : limitStore({ usedBytes, maxBytes: maxStoreMb * 1024 * 1024, clock }, keepAccepted);
  const keepDelivery = refusals.watch(
    crashPoints.around('keep-delivery', applyTestFault(testFault, keepWithinLimit)),
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
  return { arrivals, keeper, keepChanges, keepSeen, intake };
}

/** Whoever has not signed in learns that it is to come again, and not what is wrong here. */
function tellNothing(
  { findSource, findConnection }: Pick<ConfiguredThings, 'findSource' | 'findConnection'>,
  { countRefused }: Pick<Ground['metrics'], 'countRefused'>,
): Pick<ConfiguredThings, 'findSource' | 'findConnection'> {
  const without =
    <Found>(find: (workspace: string, name: string) => Found) =>
    (workspace: string, name: string): Found => {
      try {
        return find(workspace, name);
      } catch (cause) {
        countRefused('CONFIGURATION_INVALID', workspace);
        const message = 'What is configured for this address cannot be used now; send it again.';
        throw new RelayError('CONFIGURATION_INVALID', message, {
          cause,
          retryAfterMs: COME_AGAIN_MS,
        });
      }
    };
  return { findSource: without(findSource), findConnection: without(findConnection) };
}
