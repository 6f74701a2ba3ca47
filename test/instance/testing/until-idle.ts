import { setTimeout as wait } from 'node:timers/promises';
import type { Instance } from '../create-instance.ts';

/** Waits until no background job is due or running. */
export async function untilIdle(instance: Instance, withinMs = 10_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (instance.control.openJobs() > 0) {
    if (Date.now() > deadline)
      throw new Error(`Background jobs are still open after ${withinMs} ms`);
    await wait(10);
  }
}
