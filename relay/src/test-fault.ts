import type { AcceptedDelivery } from './intake/receive-delivery.ts';
import type { Answer, Outgoing } from './lib/outgoing.ts';
import type { TableMemory } from './servicenow/table/memory.ts';
import type { NewChange } from './store/changes.ts';

/**
 * A checker that never fails proves nothing: the crash tests run once with each of these bugs and must
 * then report what was lost or doubled. Set by RELAY_TEST_FAULT, which the relay announces in its log.
 */
export const testFaults = [
  'ack-before-commit',
  'blind-retry',
  'look-at-once',
  'no-echo-filter',
  'no-lease-check',
  'no-look-up',
] as const;
export type TestFault = (typeof testFaults)[number];

type Keep = (accepted: AcceptedDelivery) => Promise<void>;

const COMMIT_LATER_MS = 200;

export function applyTestFault(fault: TestFault | undefined, keep: Keep): Keep {
  if (fault !== 'ack-before-commit') return keep;
  return async (accepted) => {
    setTimeout(() => void keep(accepted), COMMIT_LATER_MS);
  };
}

/** Table mode: a write without an answer is looked for at once, or sent again at once. */
export function applyMemoryFault(fault: TestFault | undefined, memory: TableMemory): TableMemory {
  if (fault !== 'look-at-once' && fault !== 'blind-retry') return memory;
  return {
    ...memory,
    find: async (key) => {
      const intent = await memory.find(key);
      return intent === undefined ? undefined : { ...intent, sent: undefined };
    },
  };
}

/** Table mode: nobody looks whether a record of the key is there. */
export function applyOutgoingFault(fault: TestFault | undefined, outgoing: Outgoing): Outgoing {
  if (fault !== 'no-look-up' && fault !== 'blind-retry') return outgoing;
  return {
    ...outgoing,
    send: (request) =>
      request.method === 'GET' && request.url.includes('correlation_id')
        ? Promise.resolve(nothingFound)
        : outgoing.send(request),
  };
}

const nothingFound: Answer = {
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from('{"result":[]}'),
  ms: 0,
};

/** Our own writes look like those of others: the stamp that tells them apart is not read. */
export function applyChangesFault(
  fault: TestFault | undefined,
  keep: (changes: readonly NewChange[]) => Promise<void>,
): typeof keep {
  if (fault !== 'no-echo-filter') return keep;
  return (changes) =>
    keep(changes.map((one) => ({ ...one, change: { ...one.change, origin: null } })));
}
