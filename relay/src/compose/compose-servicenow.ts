import { createMailbox } from '../agent/mailbox.ts';
import type { Connection } from '../domain/configuration.ts';
import { nameOf, ofName } from '../domain/connection-name.ts';
import { createCallBudgets } from '../servicenow/call-budgets.ts';
import { countAttempts } from '../servicenow/count-attempts.ts';
import { createServiceNow } from '../servicenow/create-servicenow.ts';
import { holdConnections } from '../servicenow/hold-connections.ts';
import { shareCalls } from '../servicenow/share-calls.ts';
import { traceUpserts } from '../servicenow/trace-upserts.ts';
import type { LiveSet } from '../servicenow/standby.ts';
import { createSignInMemory } from '../sign-in/sign-in-memory.ts';
import { createIntents } from '../store/intents.ts';
import { createSignals } from '../sync/status/signals.ts';
import { applyMemoryFault, applyOutgoingFault } from '../test-fault.ts';
import type { Sealing } from '../domain/sealing.ts';
import { steadyClock } from '../lib/clock.ts';
import type { Lanes } from '../queue/lanes.ts';
import type { Ground } from './compose-ground.ts';

/**
 * Lanes under way at once, all connections together. Two thirds of them are what one connection may have
 * in calls (`roomFor`), and that fills 32 calls of 100 commands.
 */
export const MOST_LANES = 4800;
/** Above ServiceNow's own quota of 60 s for a request, so that most slow calls end known. */
export const SERVICENOW_DEADLINE_MS = 75_000;

export type ComposedServiceNow = ReturnType<typeof composeServiceNow>;

/** The way to the instances: signed in, within what they allow, held while they are away, shared by the lanes. */
export function composeServiceNow(
  ground: Ground,
  sealing: Sealing,
  lanes: Pick<Lanes, 'wake' | 'release'>,
) {
  const { testFault, log, seldom, metrics, tracing, clock, storeClock, newId } = ground;
  const { leases, crashPoints, outgoing, db, commit } = ground;
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
    (connection.standby && liveSets.get(nameOf(connection))) ?? 'first';
  const budgets = createCallBudgets({
    clock: storeClock,
    onNote: ({ workspace, name }, left) =>
      metrics.setCallsLeft({ workspace, connection: name }, left),
  });
  const calls = createServiceNow({
    outgoing: crashPoints.aroundSend('call-servicenow', applyOutgoingFault(testFault, outgoing)),
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
      liveSets.set(nameOf(connection), set);
      if (set === 'first') return;
      log.warn({ workspace, connection: name }, 'credentials refused: what stands by is used');
    },
    memory: crashPoints.aroundIntents(applyMemoryFault(testFault, createIntents(db, commit))),
  });
  const signals = createSignals(steadyClock);
  const counted = countAttempts(calls, (labels, failure) => {
    metrics.countAttempt(labels);
    signals.note({ workspace: labels.workspace, name: labels.connection }, failure);
  });
  // Sharing is around holding: a call that fails for many lanes is one failure of its connection.
  const holds = holdConnections(counted, {
    clock: storeClock,
    onTurn: (connection, { kind, because }) => {
      metrics.setConnectionHeld(ofName(connection), kind !== 'open');
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
    mostLanes: MOST_LANES,
    budgets,
    clock: storeClock,
  });
  const servicenow = traceUpserts(tracing, shared.servicenow);
  /** What was learned of a connection that is gone. */
  const forget = (connection: Connection): void => {
    budgets.forget(connection);
    signals.forget(connection);
  };
  return {
    signIns,
    mailbox,
    liveSetOf,
    forget,
    budgets,
    calls,
    signals,
    holds,
    shared,
    servicenow,
  };
}
