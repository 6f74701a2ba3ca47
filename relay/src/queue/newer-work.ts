import type { Logger } from 'pino';

/** Lanes that are counted for one reason; beyond that the number says nothing new, and memory stays bounded. */
const MOST_LANES = 100_000;
const cure =
  'nothing to do while relays are replaced one by one; else install the newer release again, which goes on with it: docs/runbook.md, "After going back to an earlier release"';

/**
 * Tells of work that waits for a newer release: once for its reason, and again whenever ten times as many lanes
 * wait for it. After going back there may be thousands, each of which is looked at again and again.
 */
export function createNewerWork(
  log: Pick<Logger, 'warn'>,
): (waiting: { readonly lane: string; readonly because: string }) => void {
  const lanesOf = new Map<string, { readonly lanes: Set<string>; nextAt: number }>();
  return ({ lane, because }) => {
    const known = lanesOf.get(because) ?? { lanes: new Set(), nextAt: 1 };
    lanesOf.set(because, known);
    if (known.lanes.size < MOST_LANES) known.lanes.add(lane);
    if (known.lanes.size < known.nextAt) return;
    known.nextAt *= 10;
    log.warn(
      { because, lanes: known.lanes.size, cure },
      'work that only a newer release can do waits',
    );
  };
}
