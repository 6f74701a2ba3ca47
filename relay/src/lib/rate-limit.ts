import type { Clock } from './clock.ts';

/** So many in a minute, some of them at once. */
export interface RateLimit {
  /**
   * 0 when `who` may go now, else in how many milliseconds its turn is; whoever comes back then goes.
   * Without turns all who wait would come back for each one that goes.
   */
  take(key: string, perMinute: number, who: string): number;
  /** How many keys are remembered. */
  size(): number;
}

const MINUTE_MS = 60_000;
/** Ten seconds' worth may go at once. */
const BURST_SHARE = 6;
/** Of one key. Whoever finds no more comes back while the second half of them goes. */
const MOST_TURNS = 10_000;
/** At so many moments of that time: all at one, they would keep the lanes of everything else waiting. */
const MOMENTS = 1_000;
/** Retries wait up to ten minutes, whatever they are told. */
const LATE_MS = 600_000;

/** Who waits for one key. */
interface Line {
  /** How far the allowance is spent ahead of now. */
  spentUntil: number;
  /** When each may go, the next one first. */
  readonly turns: Map<string, number>;
  /** Who found no turn any more. */
  turnedAway: number;
}

/**
 * The theoretical arrival time of each key (GCRA): one number tells how far the allowance is spent
 * ahead of now. https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm
 */
export function createRateLimit(clock: Clock): RateLimit {
  const lines = new Map<string, Line>();
  return {
    take(key, perMinute, who) {
      const now = clock.now();
      forgetIdle(lines, now);
      const line = lines.get(key) ?? { spentUntil: 0, turns: new Map(), turnedAway: 0 };
      // What was asked for last stands last: what nobody asks for any more comes to the front.
      lines.delete(key);
      lines.set(key, line);
      forgetMissed(line, now);
      const turn = line.turns.get(who);
      if (turn !== undefined) {
        if (turn > now) return turn - now;
        line.turns.delete(who);
        return 0;
      }
      const everyMs = MINUTE_MS / perMinute;
      const aheadMs = (Math.max(1, Math.floor(perMinute / BURST_SHARE)) - 1) * everyMs;
      const at = Math.max(now, line.spentUntil);
      const waitMs = Math.max(0, Math.ceil(at - now - aheadMs));
      if (waitMs > 0 && line.turns.size >= MOST_TURNS) return whileTheyGo(line, waitMs);
      line.spentUntil = at + everyMs;
      if (waitMs > 0) line.turns.set(who, now + waitMs);
      return waitMs;
    },
    size: () => lines.size,
  };
}

/** Such as of deleted tools: nobody waits, and nothing of the allowance is spent. */
function forgetIdle(lines: Map<string, Line>, now: number): void {
  for (const [key, line] of lines) {
    forgetMissed(line, now);
    if (line.turns.size > 0 || line.spentUntil >= now) return;
    lines.delete(key);
  }
}

function whileTheyGo(line: Line, waitMs: number): number {
  const moment = line.turnedAway % MOMENTS;
  line.turnedAway += 1;
  return Math.round(waitMs * (1 - moment / MOMENTS / 2));
}

function forgetMissed({ turns }: Line, now: number): void {
  for (const [who, turn] of turns) {
    if (turn >= now - LATE_MS) return;
    turns.delete(who);
  }
}
