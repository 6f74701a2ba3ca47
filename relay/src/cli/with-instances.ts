import { systemClock } from '../lib/clock.ts';
import { createOutgoing } from '../lib/outgoing.ts';
import { createServiceNow, type ServiceNow } from '../servicenow/create-servicenow.ts';
import { createIntents } from '../store/intents.ts';
import type { OpenStore } from './with-store.ts';

/** Of each question; a command that hangs helps nobody. */
const DEADLINE_MS = 20_000;

/** For commands that ask instances. */
export async function withInstances(
  { store, commit, allow }: OpenStore,
  work: (servicenow: ServiceNow) => Promise<void>,
): Promise<void> {
  const outgoing = createOutgoing({ allow });
  try {
    await work(
      createServiceNow({
        outgoing,
        clock: systemClock,
        deadlineMs: DEADLINE_MS,
        memory: createIntents(store.db, commit),
      }),
    );
  } finally {
    await outgoing.close();
  }
}
