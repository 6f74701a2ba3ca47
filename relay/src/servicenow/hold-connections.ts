import { nameOf } from '../domain/connection-name.ts';
import {
  afterCall,
  type ConnectionState,
  isAboutAll,
  mayCall,
  openState,
} from '../domain/connection-hold.ts';
import type { Connection } from '../domain/configuration.ts';
import type { Clock } from '../lib/clock.ts';
import { errorCodes, RelayError, toRelayError } from '../lib/errors.ts';
import type { ServiceNow } from './create-servicenow.ts';

export interface HoldDeps {
  readonly clock: Clock;
  /** A connection is held or open again; once for each turn. */
  readonly onTurn: (connection: string, state: ConnectionState) => void;
  /** Throws where what the instance allows in an hour is needed for delivering. */
  readonly assertSpare?: (connection: Connection) => void;
  /** Its lanes may come again: all of them, or one that probes. */
  readonly release: (hold: string, howMany: 'all' | 'one') => void;
}

export interface HeldConnections {
  readonly servicenow: ServiceNow;
  isHeld(hold: string): boolean;
  /** As it is now. */
  stateOf(connection: Pick<Connection, 'workspace' | 'name'>): ConnectionState;
  /** Connections that are switched off hold their jobs; after any change all may try again. */
  follow(connections: readonly Connection[]): void;
  stop(): void;
}

const PROBE_EVERY_MS = 1000;
/** What is refused until somebody acts is asked again after this, where nothing else holds its job back. */
const ASK_AGAIN_MS = 60_000;

/**
 * Keeps calls away from an instance that cannot answer them. Jobs are not tried meanwhile; when its time
 * is over one of them probes, and its answer lets the others follow or holds them longer.
 */
export function holdConnections(servicenow: ServiceNow, deps: HoldDeps): HeldConnections {
  const states = new Map<string, ConnectionState>();
  const timers = new Map<string, NodeJS.Timeout>();
  const known = new Map<string, Connection>();
  let isFollowing = false;

  async function guarded<Answer>(
    connection: Connection,
    call: () => Promise<Answer>,
  ): Promise<Answer> {
    const hold = nameOf(connection);
    if (!connection.enabled) throw switchedOff(hold);
    const { allowed, next } = mayCall(states.get(hold) ?? openState, deps.clock.now());
    if (!allowed) throw heldError(hold, next);
    states.set(hold, next);
    try {
      const answer = await call();
      settle(hold, afterCall(stateOf(hold), undefined, deps.clock.now()));
      return answer;
    } catch (thrown) {
      settle(hold, afterCall(stateOf(hold), toRelayError(thrown), deps.clock.now()));
      throw thrown;
    }
  }

  /** Most look-ups are answered from memory: an answer proves nothing, only a failure tells. */
  async function unproven<Answer>(
    connection: Connection,
    call: () => Promise<Answer>,
  ): Promise<Answer> {
    const hold = nameOf(connection);
    if (!connection.enabled) throw switchedOff(hold);
    const state = stateOf(hold);
    if (!mayCall(state, deps.clock.now()).allowed) throw heldError(hold, state);
    try {
      return await call();
    } catch (thrown) {
      settle(hold, afterCall(stateOf(hold), toRelayError(thrown), deps.clock.now()));
      throw thrown;
    }
  }

  /**
   * A call that delivers nothing: fetching changes, saying hello. What stops every call stops it too, and
   * it counts: a refused sign-in beside the jobs locks the account as well as theirs.
   */
  async function beside<Answer>(
    connection: Connection,
    call: () => Promise<Answer>,
  ): Promise<Answer> {
    const hold = nameOf(connection);
    if (isAboutAll(stateOf(hold).because)) return guarded(connection, call);
    if (!connection.enabled) throw switchedOff(hold);
    try {
      return await call();
    } catch (thrown) {
      const error = toRelayError(thrown);
      if (!isAboutAll(error.code)) throw notAtOnce(thrown);
      settle(hold, afterCall(stateOf(hold), error, deps.clock.now()));
      throw thrown;
    }
  }

  /** Of those the ones that come again by themselves, and can come later. */
  async function regular<Answer>(
    connection: Connection,
    call: () => Promise<Answer>,
  ): Promise<Answer> {
    deps.assertSpare?.(connection);
    return beside(connection, call);
  }

  function stateOf(hold: string): ConnectionState {
    return states.get(hold) ?? openState;
  }

  function settle(hold: string, next: ConnectionState): void {
    // A call that was under way when its connection went.
    if (next.kind === 'held' && isFollowing && !known.has(hold)) return void states.delete(hold);
    const before = stateOf(hold);
    states.set(hold, next);
    if (next.kind === 'held') {
      probeLater(hold, Math.max(0, next.until - deps.clock.now()));
      if (before.kind === 'open') deps.onTurn(hold, next);
      return;
    }
    if (next.kind !== 'open' || before.kind === 'open') return;
    clearTimeout(timers.get(hold));
    deps.onTurn(hold, next);
    deps.release(hold, 'all');
  }

  /** Again and again, until it is open: the lane that comes may turn out to need no call. */
  function probeLater(hold: string, waitMs: number): void {
    clearTimeout(timers.get(hold));
    const probe = (): void => {
      deps.release(hold, 'one');
      probeLater(hold, PROBE_EVERY_MS);
    };
    timers.set(hold, setTimeout(probe, waitMs));
  }

  /** What was wrong with it may be mended now. */
  function startAnew(hold: string): void {
    settle(hold, openState);
    deps.release(hold, 'all');
  }

  return {
    stateOf: (connection) => stateOf(nameOf(connection)),
    isHeld: (hold) => known.get(hold)?.enabled === false || stateOf(hold).kind !== 'open',
    follow(connections) {
      isFollowing = true;
      const before = [...known];
      known.clear();
      for (const connection of connections) known.set(nameOf(connection), connection);
      for (const [hold, connection] of before) {
        if (known.get(hold) !== connection) startAnew(hold);
        if (known.has(hold)) continue;
        states.delete(hold);
        timers.delete(hold);
      }
    },
    // Each verb by its name: one that is forgotten here would go past what holds the others.
    servicenow: {
      upsertTask: (to, ...rest) => guarded(to, () => servicenow.upsertTask(to, ...rest)),
      async upsertTasks(to, ...rest) {
        const outcomes = await guarded(to, () => servicenow.upsertTasks(to, ...rest));
        return outcomes.map(notAtOnce);
      },
      findTask: (to, ...rest) => beside(to, () => servicenow.findTask(to, ...rest)),
      fetchChanges: (to, ...rest) => regular(to, () => servicenow.fetchChanges(to, ...rest)),
      acknowledgeChanges: (to, ...rest) =>
        beside(to, () => servicenow.acknowledgeChanges(to, ...rest)),
      connect: (to, ...rest) => beside(to, () => servicenow.connect(to, ...rest)),
      fetchAttachment: (to, ...rest) => beside(to, () => servicenow.fetchAttachment(to, ...rest)),
      fetchPictures: (to, ...rest) => regular(to, () => servicenow.fetchPictures(to, ...rest)),
      fetchDeletions: (to, ...rest) => regular(to, () => servicenow.fetchDeletions(to, ...rest)),
      fetchRecords: (to, ...rest) => regular(to, () => servicenow.fetchRecords(to, ...rest)),
      findDoubles: (to, ...rest) => regular(to, () => servicenow.findDoubles(to, ...rest)),
      cancelDouble: (to, ...rest) => beside(to, () => servicenow.cancelDouble(to, ...rest)),
      readJournal: (to, ...rest) => beside(to, () => servicenow.readJournal(to, ...rest)),
      fetchMetadata: (to, ...rest) => regular(to, () => servicenow.fetchMetadata(to, ...rest)),
      probe: (to) => regular(to, () => servicenow.probe(to)),
      sendHeartbeat: (to, ...rest) => regular(to, () => servicenow.sendHeartbeat(to, ...rest)),
      compareLinks: (to, ...rest) => regular(to, () => servicenow.compareLinks(to, ...rest)),
      listLinks: (to, ...rest) => regular(to, () => servicenow.listLinks(to, ...rest)),
      findRecords: (to, ...rest) => beside(to, () => servicenow.findRecords(to, ...rest)),
      fetchRecordChanges: (to, ...rest) =>
        beside(to, () => servicenow.fetchRecordChanges(to, ...rest)),
      lookUp: (to, ...rest) => unproven(to, () => servicenow.lookUp(to, ...rest)),
      findApp: (to) => unproven(to, () => servicenow.findApp(to)),
      // The connection is gone, and what held it too.
      signOut: (to, ...rest) => servicenow.signOut(to, ...rest),
    },
    stop() {
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}

/** A refusal that burns no attempt and holds no connection would be tried again four times a second. */
function notAtOnce<Outcome>(outcome: Outcome): Outcome | RelayError {
  if (!(outcome instanceof RelayError)) return outcome;
  const { code, message, details, retryAfterMs } = outcome;
  if (errorCodes[code].retry !== 'pause' || retryAfterMs !== undefined) return outcome;
  return new RelayError(code, message, { cause: outcome, details, retryAfterMs: ASK_AGAIN_MS });
}

function switchedOff(hold: string): RelayError {
  return new RelayError(
    'CONNECTION_HELD',
    `The connection ${hold} is switched off; its jobs wait until it is switched on.`,
    { details: { hold } },
  );
}

function heldError(hold: string, state: ConnectionState): RelayError {
  return new RelayError(
    'CONNECTION_HELD',
    `The connection ${hold} is held since ${new Date(state.since).toISOString()} because of ${state.because ?? 'a failure'}; its jobs wait.`,
    { details: { hold } },
  );
}
