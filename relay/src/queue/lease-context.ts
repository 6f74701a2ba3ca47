import { AsyncLocalStorage } from 'node:async_hooks';
import type { Commit, WriteTogether } from '../database/group-commit.ts';
import { RelayError } from '../lib/errors.ts';
import type { Outgoing } from '../lib/outgoing.ts';
import { keepLeases, type Lease } from './lane-leases.ts';

/** A lease as its holder knows it. */
export interface HeldLease extends Lease {
  /** By our own steady clock: whether nobody else can have taken it over by now. */
  isSafe(): boolean;
}

/**
 * Of its time, until when a lease counts as held: less than all, by what the answer to a claim or a renewal may
 * have taken, and the clocks may differ by until the next.
 */
export const SAFETY = 0.8;

/**
 * What is done for a lane is done under its lease. A relay that stood still (SIGSTOP, a frozen machine)
 * does not know that another one went on: it must neither write nor send anything for that lane.
 *
 * Stages know nothing of it: the lease goes with the asynchronous calls that follow from a job.
 */
export interface LeaseContext {
  run<Result>(lease: HeldLease, work: () => Promise<Result>): Promise<Result>;
  /** Throws where the work that is being done has lost its lane. */
  assertHeld(): void;
  /** Commits only while the lease is held; work without a lease is committed as it is. */
  fence(commit: Commit): Commit;
  /** Sends only while the lease is held. */
  guard(outgoing: Outgoing): Outgoing;
}

export function createLeaseContext({ checks = true }: { checks?: boolean } = {}): LeaseContext {
  const current = new AsyncLocalStorage<HeldLease>();

  function assertHeld(): void {
    const lease = current.getStore();
    if (checks && lease !== undefined && !lease.isSafe()) throw leaseLost(lease);
  }

  return {
    run: (lease, work) => current.run(lease, work),
    assertHeld,
    fence: (commit) => (work, options) => {
      const lease = current.getStore();
      if (!checks || lease === undefined) return commit(work, options);
      return commit(work, { ...options, guard: (unit) => unit.together(assertKept, lease) });
    },
    guard: (outgoing) => ({
      ...outgoing,
      async send(request) {
        assertHeld();
        return outgoing.send(request);
      },
    }),
  };
}

const assertKept: WriteTogether<Lease> = async (transaction, leases) => {
  const kept = await keepLeases(transaction, leases);
  for (const lease of leases) if (!kept.has(lease.fence)) throw leaseLost(lease);
};

function leaseLost({ lane }: Lease): RelayError {
  return new RelayError(
    'LEASE_LOST',
    `Another relay went on with the lane ${lane.slice(0, 12)} while this one stood still.`,
  );
}
