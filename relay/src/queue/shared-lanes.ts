import { transact, type Transactions } from '../database/transact.ts';
import {
  claimLeases,
  findAbandoned,
  type Lease,
  releaseLeases,
  renewLeases,
} from './lane-leases.ts';
import type { LaneToken, LaneTokens } from './lane-tokens.ts';
import type { LaneOutcome, Lanes, LanesDeps } from './lanes.ts';
import { type HeldLease, type LeaseContext, SAFETY } from './lease-context.ts';

/**
 * Lanes of several relays on one database. A token says that a lane has work, a lease says who does it.
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
}

interface Ended {
  readonly lease: Running;
  /** What it leaves behind. */
  readonly next: readonly LaneToken[];
}

/** Other relays' tokens are looked for so often; our own at once. */
const POLL_MS = 500;
/** Rows of a sweep, for each of its ways to look. */
const SWEEP_ROWS = 5000;
const SEND_ROWS = 1000;
/** Lanes that wait for a connection without a token, so that they can be released at once. */
const MAX_PARKED = 64;
/** The others come by themselves, spread over this time. */
const HELD_DELAY_MS = 15_000;
/** A lane that somebody works on is looked at again after this. */
const BUSY_DELAY_MS = 250;

export function createSharedLanes(deps: SharedLanesDeps): Lanes {
  const { store, tokens, owner, leaseMs } = deps;
  /** Until the lease is released; those that have ended take no slot. */
  const leased = new Map<string, Running>();
  let working = 0;
  const parked = new Map<string, string>();
  const woken = new Set<string>();
  let ended: Ended[] = [];
  let isStarted = false;
  let taking: Promise<void> | undefined;
  let flushing: Promise<void> | undefined;
  let sweeping: Promise<void> | undefined;
  let renewing: Promise<void> | undefined;
  let sweptTo = '';
  let onIdle: (() => void) | undefined;
  const timers: NodeJS.Timeout[] = [];

  function wake(lanes: Iterable<string>): void {
    for (const lane of lanes) wakeOne(lane);
    flush();
  }

  function wakeOne(lane: string): void {
    const ours = leased.get(lane);
    if (ours !== undefined) ours.isWokenAgain = true;
    // It is released with its connection, and nothing may overtake its head.
    else if (!parked.has(lane)) woken.add(lane);
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
    while (woken.size > 0 || ended.length > 0) {
      const batch = ended.splice(0, SEND_ROWS);
      const lanes = [...woken].slice(0, SEND_ROWS);
      for (const lane of lanes) woken.delete(lane);
      await writeEnds(batch, lanes);
      for (const { lease } of batch) {
        // Lost meanwhile and claimed anew, the lane has another lease now, which goes on.
        if (leased.get(lease.lane) === lease) leased.delete(lease.lane);
        if (lease.isWokenAgain) wakeOne(lease.lane);
      }
      fill();
    }
  }

  /** What could not be written stays to be written: a lane that is not let go is renewed for ever. */
  async function writeEnds(batch: readonly Ended[], lanes: readonly string[]): Promise<void> {
    try {
      await transact(store, async (transaction) => {
        const left = batch.flatMap(({ next }) => next);
        const all = [...left, ...lanes.map((lane) => ({ lane, delayMs: 0 }))];
        // Tokens before leases, as where they are taken: the other order would cross it.
        if (all.length > 0) await tokens.send(transaction, all);
        if (batch.length > 0) await releaseLeases(transaction, leasesOf(batch));
      });
    } catch (error) {
      ended.unshift(...batch);
      for (const lane of lanes) woken.add(lane);
      throw error;
    }
  }

  function toToken(lane: string, outcome: LaneOutcome): readonly LaneToken[] {
    switch (outcome.kind) {
      case 'later':
        return [{ lane, delayMs: outcome.delayMs }];
      case 'more':
        return [{ lane, delayMs: 0 }];
      case 'held':
        return park(lane, outcome.hold);
      case 'empty':
      case 'blocked':
        return [];
    }
  }

  /** At once, so that a release that comes before the lease is let go finds it. */
  function park(lane: string, hold: string): readonly LaneToken[] {
    if (!deps.isHeld(hold)) return [{ lane, delayMs: 0 }];
    if (parked.size < MAX_PARKED) {
      parked.set(lane, hold);
      return [];
    }
    return [{ lane, delayMs: HELD_DELAY_MS * (1 + deps.chance()) }];
  }

  function fill(): void {
    if (!isStarted || working >= deps.concurrency) return;
    taking ??= take()
      .catch(deps.onError)
      .finally(() => {
        taking = undefined;
      });
  }

  async function take(): Promise<void> {
    for (;;) {
      const limit = deps.concurrency - working;
      if (!isStarted || limit <= 0) return;
      const claimedAt = performance.now();
      const { claimed, isLast } = await takeSome(limit);
      for (const lease of claimed) void run(lease, claimedAt);
      if (isLast) return;
    }
  }

  async function takeSome(
    limit: number,
  ): Promise<{ readonly claimed: readonly Lease[]; readonly isLast: boolean }> {
    let taken: { claimed: readonly Lease[]; isLast: boolean } = { claimed: [], isLast: true };
    await transact(store, async (transaction) => {
      const lanes = await tokens.take(transaction, limit);
      const claimed = await claimLeases(transaction, lanes, owner, leaseMs);
      const free = new Set(claimed.map(({ lane }) => lane));
      const busy = lanes.filter((lane) => !free.has(lane));
      // Most likely its holder finds the new work itself; this is for the moment after it looked.
      const again = busy.map((lane) => ({ lane, delayMs: BUSY_DELAY_MS }));
      if (again.length > 0) await tokens.send(transaction, again);
      taken = { claimed, isLast: lanes.length < limit };
    });
    return taken;
  }

  async function run({ lane, fence }: Lease, claimedAt: number): Promise<void> {
    const lease: Running = {
      lane,
      fence,
      safeUntil: claimedAt + leaseMs * SAFETY,
      isWokenAgain: false,
      isSafe: () => performance.now() < lease.safeUntil,
    };
    leased.set(lane, lease);
    working += 1;
    const hold = parked.get(lane);
    parked.delete(lane);
    const outcome: LaneOutcome =
      hold !== undefined && deps.isHeld(hold)
        ? { kind: 'held', hold }
        : await deps.leases.run(lease, () => deps.run(lane));
    working -= 1;
    ended.push({ lease, next: toToken(lane, outcome) });
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
    // Those of our own are looked at again anyway before they are let go.
    wake([...abandoned, ...newest, ...page].filter((lane) => !leased.has(lane)));
  }

  return {
    wake,
    release(hold, howMany) {
      const waiting = [...parked].filter(([, by]) => by === hold).map(([lane]) => lane);
      const released = howMany === 'one' ? waiting.slice(0, 1) : waiting;
      for (const lane of released) parked.delete(lane);
      wake(released);
    },
    start() {
      isStarted = true;
      const every = (ms: number, work: () => void) => timers.push(setInterval(work, ms));
      every(POLL_MS, fill);
      every(leaseMs / 3, renew);
      every(deps.sweepEveryMs, sweep);
      sweep();
      fill();
    },
    async stop() {
      isStarted = false;
      await Promise.all([sweeping, taking]);
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
