import type { AcceptedDelivery } from './intake/receive-delivery.ts';
import type { TableMemory } from './servicenow/table/memory.ts';

/**
 * A checker that never fails proves nothing: the crash tests run once with each of these and must then
 * report what was lost. Set by RELAY_TEST_FAULT, which the relay announces in its log.
 */
export const testFaults = ['ack-before-commit', 'look-at-once', 'no-lease-check'] as const;
export type TestFault = (typeof testFaults)[number];

type Keep = (accepted: AcceptedDelivery) => Promise<void>;

const COMMIT_LATER_MS = 200;

export function applyTestFault(fault: TestFault | undefined, keep: Keep): Keep {
  if (fault !== 'ack-before-commit') return keep;
  return async (accepted) => {
    setTimeout(() => void keep(accepted), COMMIT_LATER_MS);
  };
}

/** Table mode: a write without an answer is looked for at once, as most integrations do. */
export function applyMemoryFault(fault: TestFault | undefined, memory: TableMemory): TableMemory {
  if (fault !== 'look-at-once') return memory;
  return {
    ...memory,
    find: async (key) => {
      const intent = await memory.find(key);
      return intent === undefined ? undefined : { ...intent, sent: undefined };
    },
  };
}
