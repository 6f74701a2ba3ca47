import type { Store } from '../database/store.ts';
import { transact } from '../database/transact.ts';
import { claimLeases, type Lease, releaseLeases, renewLeases } from './lane-leases.ts';
import { type HeldLease, type LeaseContext, SAFETY } from './lease-context.ts';

/** What a task that goes on for ever asks between two of its rounds. */
export interface Turn {
  readonly isStopped: () => boolean;
  /** Waits, or returns early when there is nothing to wait for any more. */
  readonly wait: (ms: number) => Promise<void>;
}

export type LeadTask = (
  name: string,
  turn: Turn,
  work: (turn: Turn) => Promise<void>,
) => Promise<void>;

/** Lanes of jobs are digests: none is taken for a task. */
const TASK = 'task ';

/**
 * Of the relays on one database one does a task: the others wait until its lease runs out. What it does
 * is safe to be done twice, one after the other; so a relay that stood still past its lease neither writes nor
 * sends what it was about to.
 */
export function createLeadTask(
  store: Store,
  leases: Pick<LeaseContext, 'run'>,
  { owner, leaseMs }: { readonly owner: string; readonly leaseMs: number },
  onError: (error: unknown) => void,
): LeadTask {
  async function claim(name: string): Promise<Lease | undefined> {
    let leases: readonly Lease[] = [];
    await transact(store, async (transaction) => {
      leases = await claimLeases(transaction, [name], owner, leaseMs);
    });
    return leases[0];
  }

  async function lead(
    lease: Lease,
    claimedAt: number,
    turn: Turn,
    work: (turn: Turn) => Promise<void>,
  ): Promise<void> {
    let isLost = false;
    let safeUntil = claimedAt + leaseMs * SAFETY;
    const held: HeldLease = { ...lease, isSafe: () => !isLost && performance.now() < safeUntil };
    const renew = async (): Promise<void> => {
      const askedAt = performance.now();
      const renewed = await renewLeases(store.db, [lease], leaseMs);
      if (renewed.has(lease.fence)) safeUntil = askedAt + leaseMs * SAFETY;
      else isLost = true;
    };
    const timer = setInterval(() => void renew().catch(onError), leaseMs / 3);
    try {
      await leases.run(held, () => work({ ...turn, isStopped: () => turn.isStopped() || isLost }));
    } finally {
      clearInterval(timer);
      await transact(store, async (transaction) => {
        await releaseLeases(transaction, [lease]);
      });
    }
  }

  return async (name, turn, work) => {
    if (store.kind === 'embedded') return work(turn);
    while (!turn.isStopped()) {
      try {
        const claimedAt = performance.now();
        const lease = await claim(`${TASK}${name}`);
        if (lease === undefined) await turn.wait(leaseMs / 2);
        else await lead(lease, claimedAt, turn, work);
      } catch (error) {
        onError(error);
        await turn.wait(leaseMs / 2);
      }
    }
  };
}

/** Whether some relay does one: each that runs on the database does, or waits for the one that does. */
export async function isTaskLed(store: Pick<Store, 'db' | 'kind' | 'readTime'>): Promise<boolean> {
  if (store.kind === 'embedded') return false;
  const led = await store.db
    .selectFrom('lane_lease')
    .select('owner')
    .where('lane', 'like', `${TASK}%`)
    .where('until', '>', await store.readTime())
    .limit(1)
    .executeTakeFirst();
  return led !== undefined;
}
