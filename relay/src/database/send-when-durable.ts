import type { Outgoing } from '../lib/outgoing.ts';
import type { Store } from './store.ts';

/**
 * A lane that was given work starts while the disk still writes that down: what is read and decided is
 * seen by nobody. What leaves may follow from it, so nothing leaves before it is durable.
 */
export function sendWhenDurable(
  { syncUnderWay }: Pick<Store, 'syncUnderWay'>,
  outgoing: Outgoing,
): Outgoing {
  if (syncUnderWay === undefined) return outgoing;
  return {
    ...outgoing,
    async send(request) {
      await syncUnderWay();
      return outgoing.send(request);
    },
  };
}
