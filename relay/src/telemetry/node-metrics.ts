import { collectDefaultMetrics, Gauge, type Registry } from 'prom-client';

/** What prom-client tells of delays of the event loop, and samples for; it takes no word to leave it out. */
const sampled = ['min', 'max', 'mean', 'stddev', 'p50', 'p90', 'p99'].map(
  (name) => `nodejs_eventloop_lag_${name}_seconds`,
);
const NEVER_MS = 2 ** 31 - 1;
/** A delay that is shorter may be missed. */
const LOOK_EVERY_MS = 250;

/**
 * Memory, processor, open files and the like of this process.
 *
 * prom-client looks a hundred times a second whether the event loop is late, and wakes a relay that has nothing to
 * do as often. With a longer interval its figures are of no use: each of them contains it.
 */
export function collectNodeMetrics(registry: Registry): void {
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: NEVER_MS });
  for (const name of sampled) registry.removeSingleMetric(name);
  let dueAt = performance.now() + LOOK_EVERY_MS;
  let latestMs = 0;
  const look = (): void => {
    const now = performance.now();
    latestMs = Math.max(latestMs, now - dueAt);
    dueAt = now + LOOK_EVERY_MS;
  };
  setInterval(look, LOOK_EVERY_MS).unref();
  const longest = new Gauge({
    name: 'nodejs_eventloop_lag_max_seconds',
    help: 'How late the event loop was at most since the last scrape',
    registers: [registry],
    collect: () => {
      longest.set(latestMs / 1000);
      latestMs = 0;
    },
  });
}
