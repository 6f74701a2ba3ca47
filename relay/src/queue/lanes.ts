import { setImmediate as beNextTurn } from 'node:timers/promises';
import { createLine, type Line } from './line.ts';

/**
 * Which lane runs when. A lane runs at most once at a time; that, and reading its head by id, is what
 * keeps the order of a key.
 *
 *   idle ──wake──▶ ready ──slot free──▶ running ──no job left──▶ idle
 *                    ▲                     │ woken meanwhile, or more jobs
 *                    ├─────────────────────┤
 *                    ├──release── held ◀───┤ what it needs is held: an instance that sleeps
 *                    └──due── sleeping ◀───┘ head is due later, and nobody replays what came before it
 *
 * One that is woken for what is known to be away is held at once.
 *
 * Of those that are ready, the ones whose work just came and the ones that waited (found by the sweep, or
 * released) take turns: an alert that comes after an outage does not wait behind all that gathered in it.
 *
 * Nothing here is durable and nothing needs to be: the sweep finds lanes with work that nobody woke,
 * at the start and after that every few seconds.
 */
export interface Lanes {
  /**
   * Lanes that have new work.
   * @param holds what they are held for: while that is away, nobody looks into them
   * @param hastened lanes of which something older than their head is due again: these sleep no longer
   */
  wake(
    lanes: Iterable<string>,
    holds?: ReadonlyMap<string, string>,
    hastened?: Iterable<string>,
  ): void;
  /** What lanes were held for is there again: for all of them, or for one that shall try. */
  release(hold: string, howMany: 'all' | 'one'): void;
  start(): void;
  /** No new lane starts; resolves when the running ones have finished their job. */
  stop(): Promise<void>;
}

export type LaneOutcome =
  | { readonly kind: 'empty' }
  | { readonly kind: 'more' }
  | { readonly kind: 'later'; readonly delayMs: number }
  | { readonly kind: 'held'; readonly hold: string }
  | { readonly kind: 'blocked' };

export interface LanesDeps {
  /** Does the next jobs of a lane; never throws. */
  readonly run: (lane: string) => Promise<LaneOutcome>;
  readonly findLanes: (after: string, limit: number) => Promise<readonly string[]>;
  /** Lanes of which only this process knows that they have work. */
  readonly arrivedLanes: () => Iterable<string>;
  /** Whether what lanes are held for is still away. */
  readonly isHeld: (hold: string) => boolean;
  /** Whether it is so far away that it does not matter what they hold, urgent or not. */
  readonly isAway?: (hold: string) => boolean;
  readonly concurrency: number;
  /**
   * Of those that run, so many have something to do here; the others wait for an answer from outside. More
   * would only wait for each other, and what they hold would grow old meanwhile.
   */
  readonly mostInHand?: number;
  /** Lanes that wait for an answer from outside; whenever there may be more of them, `wake` is called. */
  readonly countAway?: () => number;
  /** Whether more wait for their turn outside than can have it soon. */
  readonly hasPlenty?: () => boolean;
  readonly sweepEveryMs: number;
  /** Above this many ready lanes of either kind, more are left for the sweep to find: memory stays bounded. */
  readonly maxReady?: number;
  /** The same for lanes that are held, and for lanes that sleep. */
  readonly maxAside?: number;
  readonly onError: (error: unknown) => void;
}

const SWEEP_PAGE = 1000;
/**
 * Of a sweep while more lanes are held, or sleep, than are remembered: each is tried, and put aside again.
 * The next sweep goes on behind them. Without an end they took a processor for as long as an instance was
 * away, and alerts were taken five times slower.
 */
const PAGES_WHILE_OVERFULL = 5;
/**
 * Lanes that start in one turn of the event loop. The store answers within the turn that asks it, so lanes
 * that need no call (their connection is held) would follow each other for many seconds, in which no alert
 * is taken and no signal to stop is heard. With 32, of what comes in a storm less was found together: 1.3 to
 * 1.75 calls for a hundred alerts, where it is 0.9 to 1.1.
 */
const STARTS_PER_TURN = 64;
/**
 * The same while enough waits for its call: nobody needs another lane soon, and each call that comes back and
 * could take the next command along waits for the turn. With 1,920 alerts that came at once, one a call, calls
 * followed each other as in a plain client for 96 % instead of 95 %, for a tenth less of the processor.
 */
const STARTS_WITH_PLENTY = 16;
/**
 * While too many are in hand, one starts for so many that end. Calls that began together end together, and
 * with none that starts meanwhile the next would all begin when the last of those is recorded.
 */
const ENDS_FOR_A_START = 2;
/** Of 70,000 lanes that are held, a sweep looked at all in one turn of 80 ms; to release 100,000 took 150 ms. */
const WALKED_PER_TURN = 500;
/** A timer counts in 31 bits; a lane that wakes early finds its head not due and sleeps on. */
const MAX_SLEEP_MS = 86_400_000;

export function createLanes(deps: LanesDeps): Lanes {
  const maxReady = deps.maxReady ?? 20_000;
  const maxAside = deps.maxAside ?? 100_000;
  const { mostInHand = deps.concurrency, countAway = () => 0, hasPlenty = () => false } = deps;
  const { isAway = () => false } = deps;
  /** Their work just came. */
  const ready = createLine();
  /** Their work waited. */
  const backlog = createLine();
  let isBacklogsTurn = false;
  const running = new Map<string, { isWokenAgain: boolean; isHastened: boolean }>();
  const sleeping = new Map<string, NodeJS.Timeout>();
  const held = new Map<string, string>();
  let hasMore = false;
  /** Where the next sweep goes on while more lanes are aside than are remembered. */
  let sweptTo = '';
  let arrivedLeft: Iterator<string> | undefined;
  let isStarted = false;
  let starts = 0;
  /** Lanes, since there was room in hand, and for which no other has started yet. */
  let ended = 0;
  let nextTurn: NodeJS.Immediate | undefined;
  let sweepTimer: NodeJS.Timeout | undefined;
  let sweeping: Promise<void> | undefined;
  let onIdle: (() => void) | undefined;

  const isFull = (aside: ReadonlyMap<string, unknown>): boolean => aside.size >= maxAside;
  const isOverfull = (): boolean => isFull(held) || isFull(sleeping);

  function wake(
    lanes: Iterable<string>,
    holds?: ReadonlyMap<string, string>,
    hastened: Iterable<string> = [],
  ): void {
    for (const lane of hastened) hasten(lane);
    for (const lane of lanes) wakeOne(lane, ready, holds?.get(lane));
    fill();
  }

  function hasten(lane: string): void {
    const current = running.get(lane);
    if (current !== undefined) current.isHastened = true;
    if (!sleeping.has(lane)) return;
    clearTimeout(sleeping.get(lane));
    sleeping.delete(lane);
    put(lane, backlog);
  }

  function wakeOne(lane: string, line: Line, by?: string): void {
    const current = running.get(lane);
    if (current !== undefined) {
      current.isWokenAgain = true;
      return;
    }
    // The head of a sleeping lane is due later, and nothing may overtake it.
    if (sleeping.has(lane) || held.has(lane) || ready.has(lane)) return;
    if (by !== undefined && isAway(by)) {
      // One that waits for its turn finds out then: in both places it would run twice at once.
      if (!backlog.has(lane)) hold(lane, by);
      return;
    }
    if (line.size() >= maxReady) hasMore = true;
    else put(lane, line);
  }

  function put(lane: string, line: Line): void {
    if (line === ready) backlog.delete(lane);
    line.add(lane);
  }

  function takeSlot(): boolean {
    if (running.size >= deps.concurrency) return false;
    const isRoom = running.size - countAway() < mostInHand;
    const isMadeRoom = ended >= ENDS_FOR_A_START;
    if (isRoom) ended = 0;
    else if (isMadeRoom) ended -= ENDS_FOR_A_START;
    return isRoom || isMadeRoom;
  }

  function startsPerTurn(): number {
    return hasPlenty() ? STARTS_WITH_PLENTY : STARTS_PER_TURN;
  }

  function fill(): void {
    if (!isStarted) return;
    const mostStarts = startsPerTurn();
    while (ready.size() + backlog.size() > 0) {
      if (starts >= mostStarts || !takeSlot()) return;
      starts += 1;
      nextTurn ??= setImmediate(beginTurn);
      startNext();
    }
    if (hasMore) void sweep();
  }

  function startNext(): void {
    isBacklogsTurn = !isBacklogsTurn;
    const [line, other] = isBacklogsTurn ? [backlog, ready] : [ready, backlog];
    const lane = line.shift() ?? other.shift();
    if (lane !== undefined) void run(lane);
  }

  function beginTurn(): void {
    nextTurn = undefined;
    starts = 0;
    fill();
  }

  async function run(lane: string): Promise<void> {
    const current = { isWokenAgain: false, isHastened: false };
    running.set(lane, current);
    const outcome = await deps.run(lane);
    running.delete(lane);
    ended += 1;
    if (outcome.kind === 'held') hold(lane, outcome.hold);
    else if (outcome.kind === 'later' && !current.isHastened) sleep(lane, outcome.delayMs);
    else if (outcome.kind === 'later') put(lane, ready);
    else if (outcome.kind === 'more' || current.isWokenAgain) put(lane, ready);
    if (running.size === 0) onIdle?.();
    fill();
  }

  /** It may have been released while the lane was on its way here. What is too many is left to the sweep. */
  function hold(lane: string, by: string): void {
    if (!deps.isHeld(by)) put(lane, ready);
    else if (!isFull(held)) held.set(lane, by);
  }

  function sleep(lane: string, delayMs: number): void {
    if (!isStarted || isFull(sleeping)) return;
    const timer = setTimeout(
      () => {
        sleeping.delete(lane);
        wake([lane]);
      },
      Math.min(delayMs, MAX_SLEEP_MS),
    );
    sleeping.set(lane, timer);
  }

  function sweep(): Promise<void> {
    sweeping ??= sweepOnce()
      .catch(deps.onError)
      .finally(() => {
        sweeping = undefined;
      });
    return sweeping;
  }

  async function sweepOnce(): Promise<void> {
    hasMore = false;
    await wakeArrived();
    let after = isOverfull() ? sweptTo : '';
    sweptTo = '';
    for (let page = 1; isStarted && backlog.size() < maxReady; page += 1) {
      const found = await deps.findLanes(after, SWEEP_PAGE);
      for (const lane of found) wakeIdle(lane);
      fill();
      if (found.length < SWEEP_PAGE) return;
      after = found.at(-1) ?? after;
      sweptTo = after;
      if (isOverfull() && page >= PAGES_WHILE_OVERFULL) return;
    }
    hasMore = true;
  }

  /** Half of the places are left to those that the store knows: neither keeps the others waiting for ever. */
  async function wakeArrived(): Promise<void> {
    const goesOn = isOverfull();
    const left = (goesOn ? arrivedLeft : undefined) ?? deps.arrivedLanes()[Symbol.iterator]();
    arrivedLeft = undefined;
    let woken = 0;
    const isEnough = (): boolean =>
      goesOn ? woken >= PAGES_WHILE_OVERFULL * SWEEP_PAGE : backlog.size() >= maxReady / 2;
    for (let walked = 1; isStarted; walked += 1) {
      const next = left.next();
      if (next.done === true) break;
      const before = backlog.size();
      wakeIdle(next.value);
      woken += backlog.size() - before;
      if (isEnough()) {
        if (goesOn) arrivedLeft = left;
        else hasMore = true;
        break;
      }
      if (walked % WALKED_PER_TURN > 0) continue;
      fill();
      await beNextTurn();
    }
    fill();
  }

  /** What runs has seen the work that it is about to do; what came to it since has woken it. */
  function wakeIdle(lane: string): void {
    if (!running.has(lane)) wakeOne(lane, backlog);
  }

  function releaseOne(hold: string): void {
    for (const [lane, by] of held) {
      if (by !== hold) continue;
      held.delete(lane);
      put(lane, backlog);
      return fill();
    }
  }

  async function releaseAll(hold: string): Promise<void> {
    // There may be more than were remembered.
    if (isFull(held)) hasMore = true;
    // It may be released although it is away: what its lanes need may be something else now.
    const isFound = !deps.isHeld(hold);
    // Those that are held again meanwhile come behind these.
    const known = held.size;
    let walked = 0;
    for (const [lane, by] of held) {
      if (walked === known) break;
      walked += 1;
      if (by === hold) {
        held.delete(lane);
        put(lane, backlog);
      }
      if (walked % WALKED_PER_TURN > 0) continue;
      fill();
      await beNextTurn();
      if (isFound && deps.isHeld(hold)) return;
    }
    fill();
  }

  return {
    wake,
    release(hold, howMany) {
      if (howMany === 'one') releaseOne(hold);
      else void releaseAll(hold);
    },
    start() {
      isStarted = true;
      void sweep();
      sweepTimer = setInterval(() => void sweep(), deps.sweepEveryMs);
    },
    async stop() {
      isStarted = false;
      clearInterval(sweepTimer);
      clearImmediate(nextTurn);
      for (const timer of sleeping.values()) clearTimeout(timer);
      sleeping.clear();
      await sweeping;
      if (running.size > 0) await new Promise<void>((resolve) => (onIdle = resolve));
    },
  };
}
