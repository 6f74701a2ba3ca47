import { createMailbox } from '../agent/mailbox.ts';
import { systemClock } from '../lib/clock.ts';
import { createOutgoing, type Outgoing } from '../lib/outgoing.ts';
import { createServiceNow, type ServiceNow } from '../servicenow/create-servicenow.ts';
import type { InspectDeps } from '../servicenow/inspect-instance.ts';
import { createIntents } from '../store/intents.ts';
import type { OpenStore } from './with-store.ts';

/** Of each question; a command that hangs helps nobody. */
const DEADLINE_MS = 20_000;

/** What it takes to look at an instance, the sign-ins that the store keeps included. */
export interface Instruments extends InspectDeps {
  readonly outgoing: Outgoing;
  readonly servicenow: ServiceNow;
}

/** For commands that ask instances, beside a relay that serves or without one. */
export async function withInstances<Result>(
  { store, commit, newId, allow, proxy, signIns }: OpenStore,
  work: (instruments: Instruments) => Promise<Result>,
): Promise<Result> {
  const outgoing = createOutgoing({ allow, proxy });
  // An agent that serves the relay beside us serves us too: what waits for it lies in the store.
  const agents = createMailbox({ db: store.db, commit, clock: systemClock, newId });
  const inspect = { outgoing, agents, clock: systemClock, deadlineMs: DEADLINE_MS, signIns };
  try {
    const servicenow = createServiceNow({ ...inspect, memory: createIntents(store.db, commit) });
    return await work({ ...inspect, servicenow });
  } finally {
    await outgoing.close();
  }
}
