import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { startRelay } from '../support/start-relay.ts';
import { waitFor } from '../support/wait-for.ts';

/** How often the main thread of a process went to sleep, and so was woken. */
function countWaits(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^voluntary_ctxt_switches:\s*(\d+)$/m.exec(status)?.[1]);
}

test('a relay that has nothing to do is woken a few times a second', async () => {
  await using relay = await startRelay({ workspaces: [] });
  let last = { count: countWaits(relay.pid()), at: performance.now() };
  const everySecond: number[] = [];

  // The first seconds are those of the start.
  const quiet = await waitFor(
    () => {
      const now = { count: countWaits(relay.pid()), at: performance.now() };
      if (now.at - last.at < 1000) return undefined;
      const perSecond = ((now.count - last.count) * 1000) / (now.at - last.at);
      everySecond.push(Math.round(perSecond));
      last = now;
      return perSecond < 20 && { perSecond };
    },
    { within: 20_000, what: () => `a quiet second; it was ${everySecond.join(', ')}` },
  );

  console.info(`woken in each second: ${everySecond.join(', ')}`);
  expect(quiet.perSecond).toBeLessThan(20);
}, 60_000);
