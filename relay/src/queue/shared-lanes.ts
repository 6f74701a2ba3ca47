import { transact, type Transactions } from '../database/transact.ts';
import {
  claimLeases,
  findAbandoned,
  type Lease,
  releaseLeases,
  renewLeases,
} from './lane-leases.ts';
import {
  FIRST_PLACE,
  findHeld,
  findHolds,
  type HeldLane,
  type HeldPlace,
  holdLanes,
  letLanesGo,
} from './held-lanes.ts';
import type { LaneToken, LaneTokens } from './lane-tokens.ts';
import type { LaneOutcome, Lanes, LanesDeps } from './lanes.ts';
import { type HeldLease, type LeaseContext, SAFETY } from './lease-context.ts';

/**
 * Lanes of several relays on one database. A token says that a lane has work, a lease says who does it, and
 * a row of `held_lane` that what it needs is away: then it has no token, and nobody claims it.
 *
 *   commit ──▶ token ──taken, claimed──▶ leased by one relay ──▶ released ──more work──▶ token
 *                ▲                            │                     │
 *                │                            │ relay dies          └─due later──▶ token with a delay
 *                └──sweep── lease runs out ◀──┘
 *
 * A token is sent after the commit of the work, and taken in the transaction that claims the lane, so
 * between the two nothing is lost: the claim sees the work, or the token is still to come. A token that
 * was never sent (a relay died right after its commit) and a lane whose holder died are found by the
 * sweep. Two tokens of a lane do no harm: the second one finds the lease, and comes again a little later.
 *
 * What the sweep finds has waited, as a replay of many dead letters has: its tokens take turns with those of
 * what is new.
 */
export interface SharedLanesDeps extends Omit<LanesDeps, 'maxReady' | 'maxAside' | 'arrivedLanes'> {
  readonly store: Transactions;
  readonly tokens: LaneTokens;
  readonly leases: LeaseContext;
  /** Lanes of the newest waiting jobs: where a token that was never sent belongs to. */
  readonly findNewest: (limit: number) => Promise<readonly string[]>;
  /** Names this process; another one for each start. */
  readonly owner: string;
  /** A relay that died holds its lanes so long. */
  readonly leaseMs: number;
  readonly chance: () => number;
}

interface Running extends HeldLease {
  safeUntil: number;
  /** It got work of our own commits meanwhile. */
  isWokenAgain: boolean;
  /** Something older than its head is due again meanwhile. */
  isHastened: boolean;
}

/** A lane that is to have a token. */
interface Woken {
  readonly lane: string;
  /** What it is held for while that is away, where that is known. */
  readonly hold: string | undefined;
  readonly isBacklog: boolean;
}

interface Ended {
  readonly lease: Running;
  readonly outcome: LaneOutcome;
}

/** How far a release has come. */
interface Release {
  /** It was released although it is away: what its lanes need may be something else now. */
  readonly isHeld: boolean;
  readonly after: HeldPlace;
}

/** Other relays' tokens are looked for so often; our own at once. */
const POLL_MS = 500;
/** Rows of a sweep, for each of its ways to look. */
const SWEEP_ROWS = 5000;
const SEND_ROWS = 1000;
/** A lane that somebody works on is looked at again after this. */
const BUSY_DELAY_MS = 250;

export function createSharedLanes(deps: SharedLanesDeps): Lanes {
  const { store, tokens, owner, leaseMs } = deps;
  const { mostInHand = deps.concurrency, countAway = () => 0 } = deps;
  /** Until the lease is released; those that have ended take no slot. */
  const leased = new Map<string, Running>();
  let working = 0;
  /** And what they are held for while that is away, where that is known. */
  const woken = new Map<string, string | undefined>();
  /** Those that the sweep found. */
  const backlog = new Set<string>();
  /** Something older than what they wait for is due again. */
  const hastened = new Set<string>();
  /** There may be tokens of what waited. */
  let hasBacklog = false;
  let isBacklogsTurn = false;
  /** What was away and is there again: what waits for it comes by and by. */
  const released = new Map<string, Release>();
  /** What may be there again: one lane shall try. */
  const probing = new Set<string>();
  let ended: Ended[] = [];
  let isStarted = false;
  let taking: Promise<void> | undefined;
  let flushing: Promise<void> | undefined;
  let sweeping: Promise<void> | undefined;
  let renewing: Promise<void> | undefined;
  let bringing: Promise<boolean> | undefined;
  let sweptTo = '';
  let onIdle: (() => void) | undefined;
  const timers: NodeJS.Timeout[] = [];

  function wake(
    lanes: Iterable<string>,
    holds?: ReadonlyMap<string, string>,
    due: Iterable<string> = [],
  ): void {
    for (const lane of due) hasten(lane);
    for (const lane of lanes) wakeOne(lane, holds?.get(lane));
    flush();
  }

  function wakeOne(lane: string, hold?: string): void {
    const ours = leased.get(lane);
    backlog.delete(lane);
    if (ours !== undefined) ours.isWokenAgain = true;
    else woken.set(lane, hold);
  }

  function hasten(lane: string): void {
    const ours = leased.get(lane);
    if (ours !== undefined) ours.isHastened = true;
    else hastened.add(lane);
  }

  /** Writes what gathered: one transaction at a time, so what comes meanwhile goes together. */
  function flush(): void {
    flushing ??= flushAll()
      .catch(deps.onError)
      .finally(() => {
        flushing = undefined;
        fill();
      });
  }

  async function flushAll(): Promise<void> {
    while (woken.size > 0 || backlog.size > 0 || ended.length > 0 || hastened.size > 0) {
      const batch = ended.splice(0, SEND_ROWS);
      const lanes = takeWoken();
      await writeEnds(batch, lanes);
      for (const { lease, outcome } of batch) {
        // Lost meanwhile and claimed anew, the lane has another lease now, which goes on.
        if (leased.get(lease.lane) === lease) leased.delete(lease.lane);
        // What is held comes with what it is held for, and nothing overtakes its head.
        if (lease.isWokenAgain && outcome.kind !== 'held') wakeOne(lease.lane);
        if (lease.isHastened) hastened.add(lease.lane);
      }
      await moveUp(lanes);
      fill();
    }
  }

  function takeWoken(): readonly Woken[] {
    const lanes: Woken[] = [];
    for (const [lane, hold] of woken) {
      if (lanes.length === SEND_ROWS) break;
      lanes.push({ lane, hold, isBacklog: false });
      woken.delete(lane);
    }
    for (const lane of backlog) {
      if (lanes.length === SEND_ROWS) break;
      lanes.push({ lane, hold: undefined, isBacklog: true });
      backlog.delete(lane);
    }
    return lanes;
  }

  /** A token that was there already stays as it was sent. */
  async function moveUp(lanes: readonly Woken[]): Promise<void> {
    hasBacklog ||= lanes.some(({ isBacklog }) => isBacklog);
    const raised = lanes.filter(({ isBacklog }) => !isBacklog).map(({ lane }) => lane);
    if (hasBacklog && raised.length > 0) {
      await transact(store, (transaction) => tokens.raise(transaction, raised));
    }
    if (hastened.size === 0) return;
    const due = [...hastened].slice(0, SEND_ROWS);
    await transact(store, (transaction) => tokens.hasten(transaction, due));
    for (const lane of due) hastened.delete(lane);
  }

  /** What could not be written stays to be written: a lane that is not let go is renewed for ever. */
  async function writeEnds(batch: readonly Ended[], lanes: readonly Woken[]): Promise<void> {
    const held: HeldLane[] = [];
    const next: LaneToken[] = [];
    for (const { lease, outcome } of batch) putNext(lease.lane, outcome, { held, next });
    for (const { lane, hold, isBacklog } of lanes) {
      if (hold !== undefined && deps.isAway?.(hold) === true) held.push({ lane, hold });
      else next.push({ lane, delayMs: 0, isBacklog });
    }
    try {
      await transact(store, async (transaction) => {
        // In the order in which all take them: held lanes, tokens, leases. Another one would cross it.
        await holdLanes(transaction, held);
        await tokens.send(transaction, next);
        if (batch.length > 0) await releaseLeases(transaction, leasesOf(batch));
      });
    } catch (error) {
      ended.unshift(...batch);
      for (const { lane, hold, isBacklog } of lanes) {
        if (isBacklog) backlog.add(lane);
        else woken.set(lane, hold);
      }
      throw error;
    }
  }

  /** Where a lane goes that has more to do. What was released meanwhile may be tried at once. */
  function putNext(
    lane: string,
    outcome: LaneOutcome,
    { held, next }: { readonly held: HeldLane[]; readonly next: LaneToken[] },
  ): void {
    if (outcome.kind === 'held' && deps.isHeld(outcome.hold)) {
      held.push({ lane, hold: outcome.hold });
    } else if (outcome.kind === 'held' || outcome.kind === 'more') {
      next.push({ lane, delayMs: 0 });
    } else if (outcome.kind === 'later') {
      next.push({ lane, delayMs: outcome.delayMs });
    }
  }

  /** Their questions wait in one line for the connections, and an alert that comes waits behind them. */
  const countRoom = (): number =>
    Math.min(deps.concurrency - working, mostInHand - (working - countAway()));

  function fill(): void {
    if (!isStarted || countRoom() <= 0) return;
    taking ??= take()
      .catch(deps.onError)
      .finally(() => {
        taking = undefined;
      });
  }

  async function take(): Promise<void> {
    for (;;) {
      const limit = countRoom();
      if (!isStarted || limit <= 0) return;
      const claimedAt = performance.now();
      isBacklogsTurn = hasBacklog && !isBacklogsTurn;
      const { claimed, isLast } = await takeSome(limit, isBacklogsTurn ? 'backlog' : 'all');
      for (const lease of claimed) void run(lease, claimedAt);
      if (isLast && !isBacklogsTurn && !(await bringReleased())) return;
    }
  }

  async function takeSome(
    limit: number,
    which: 'all' | 'backlog',
  ): Promise<{ readonly claimed: readonly Lease[]; readonly isLast: boolean }> {
    let taken: { claimed: readonly Lease[]; isLast: boolean } = { claimed: [], isLast: true };
    await transact(store, async (transaction) => {
      const lanes = await tokens.take(transaction, limit, which);
      const claimed = await claimLeases(transaction, lanes, owner, leaseMs);
      const free = new Set(claimed.map(({ lane }) => lane));
      const others = lanes.filter((lane) => !free.has(lane));
      if (others.length > 0) {
        const held = await findHeld(transaction, others);
        const busy = others.filter((lane) => !held.has(lane));
        // Most likely its holder finds the new work itself; this is for the moment after it looked.
        await tokens.send(
          transaction,
          busy.map((lane) => ({ lane, delayMs: BUSY_DELAY_MS })),
        );
      }
      taken = { claimed, isLast: lanes.length < limit };
      if (which === 'backlog' && lanes.length === 0) hasBacklog = false;
    });
    return taken;
  }

  function releaseAll(hold: string): void {
    probing.delete(hold);
    released.set(hold, { isHeld: deps.isHeld(hold), after: FIRST_PLACE });
  }

  /** Says whether there may be more. */
  function bringReleased(): Promise<boolean> {
    bringing ??= bringSome()
      .catch((error: unknown) => {
        deps.onError(error);
        return false;
      })
      .finally(() => {
        bringing = undefined;
      });
    return bringing;
  }

  async function bringSome(): Promise<boolean> {
    if (!isStarted) return false;
    for (const hold of probing) {
      // It may have to wait for the first that is held.
      if ((await bring(hold, FIRST_PLACE, 1)).length > 0) probing.delete(hold);
    }
    for (const [hold, way] of released) {
      if (!way.isHeld && deps.isHeld(hold)) {
        released.delete(hold);
        continue;
      }
      const lanes = await bring(hold, way.after, SEND_ROWS);
      // Released anew meanwhile: what was held again may stand before those.
      if (released.get(hold) !== way) continue;
      const last = lanes.length < SEND_ROWS ? undefined : lanes.at(-1);
      if (last === undefined) released.delete(hold);
      else released.set(hold, { ...way, after: last });
    }
    return released.size > 0;
  }

  async function bring(
    hold: string,
    after: HeldPlace,
    limit: number,
  ): Promise<readonly HeldPlace[]> {
    let lanes: readonly HeldPlace[] = [];
    await transact(store, async (transaction) => {
      lanes = await letLanesGo(transaction, hold, after, limit);
      await tokens.send(
        transaction,
        lanes.map(({ lane }) => ({ lane, delayMs: 0 })),
      );
    });
    return lanes;
  }

  async function run({ lane, fence }: Lease, claimedAt: number): Promise<void> {
    const lease: Running = {
      lane,
      fence,
      safeUntil: claimedAt + leaseMs * SAFETY,
      isWokenAgain: false,
      isHastened: false,
      isSafe: () => performance.now() < lease.safeUntil,
    };
    leased.set(lane, lease);
    working += 1;
    const outcome = await deps.leases.run(lease, () => deps.run(lane));
    working -= 1;
    ended.push({ lease, outcome });
    if (working === 0) onIdle?.();
    flush();
  }

  function renew(): void {
    renewing ??= renewOnce()
      .catch(deps.onError)
      .finally(() => {
        renewing = undefined;
      });
  }

  async function renewOnce(): Promise<void> {
    const leases = [...leased.values()];
    if (leases.length === 0) return;
    const askedAt = performance.now();
    const held = await renewLeases(store.db, leases, leaseMs);
    for (const lease of leases) {
      if (held.has(lease.fence)) lease.safeUntil = askedAt + leaseMs * SAFETY;
      else lease.safeUntil = 0;
    }
  }

  function sweep(): void {
    if (!isStarted) return;
    sweeping ??= sweepOnce()
      .catch(deps.onError)
      .finally(() => {
        sweeping = undefined;
      });
  }

  async function sweepOnce(): Promise<void> {
    const page = await deps.findLanes(sweptTo, SWEEP_ROWS);
    sweptTo = page.length < SWEEP_ROWS ? '' : (page.at(-1) ?? '');
    const abandoned = await findAbandoned(store.db, SWEEP_ROWS);
    const newest = await deps.findNewest(SWEEP_ROWS);
    const found = [...newest, ...page];
    const held = await findHeld(store.db, found);
    // Those of our own are looked at again anyway before they are let go.
    const isIdle = (lane: string): boolean => !leased.has(lane) && !woken.has(lane);
    for (const lane of found) if (!held.has(lane) && isIdle(lane)) backlog.add(lane);
    wake(abandoned.filter((lane) => !leased.has(lane)));
    // Let go after it was released here, or held by a relay that is gone.
    for (const hold of await findHolds(store.db)) if (!deps.isHeld(hold)) releaseAll(hold);
  }

  return {
    wake,
    release(hold, howMany) {
      if (howMany === 'one') probing.add(hold);
      else releaseAll(hold);
      if (isStarted) void bringReleased().finally(fill);
    },
    start() {
      isStarted = true;
      const every = (ms: number, work: () => void) => timers.push(setInterval(work, ms));
      every(POLL_MS, () => void bringReleased().finally(fill));
      every(leaseMs / 3, renew);
      every(deps.sweepEveryMs, sweep);
      sweep();
      fill();
    },
    async stop() {
      isStarted = false;
      await Promise.all([sweeping, taking, bringing]);
      if (working > 0) await new Promise<void>((resolve) => (onIdle = resolve));
      flush();
      await flushing;
      for (const timer of timers.splice(0)) clearInterval(timer);
      await renewing;
      await tokens.stop();
    },
  };
}

function leasesOf(batch: readonly Ended[]): readonly Lease[] {
  return batch.map(({ lease }) => lease);
}
