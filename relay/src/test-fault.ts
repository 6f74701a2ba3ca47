import type { AcceptedDelivery } from './intake/receive-delivery.ts';

/**
 * A checker that never fails proves nothing: the crash tests run once with each of these and must then
 * report what was lost. Set by RELAY_TEST_FAULT, which the relay announces in its log.
 */
export const testFaults = ['ack-before-commit'] as const;
export type TestFault = (typeof testFaults)[number];

type Keep = (accepted: AcceptedDelivery) => Promise<void>;

const COMMIT_LATER_MS = 200;

export function applyTestFault(fault: TestFault | undefined, keep: Keep): Keep {
  if (fault !== 'ack-before-commit') return keep;
  return async (accepted) => {
    setTimeout(() => void keep(accepted), COMMIT_LATER_MS);
  };
}
