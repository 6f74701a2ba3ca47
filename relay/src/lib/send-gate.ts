import type { Outgoing } from './outgoing.ts';

/**
 * A lane that was given work starts while the disk still writes that down: what is read and decided is
 * seen by nobody. What leaves may follow from it, so nothing leaves before it is durable.
 */
export interface SendGate {
  /** Lanes were woken for what is durable once this resolves; later ones resolve later. */
  closeUntil(synced: Promise<void> | undefined): void;
  before(outgoing: Outgoing): Outgoing;
}

export function createSendGate(): SendGate {
  let closed: Promise<void> | undefined;
  return {
    closeUntil(synced) {
      closed = synced;
      // Where the disk fails the store ends the process, and nothing leaves any more.
      void synced?.then(
        () => {
          if (closed === synced) closed = undefined;
        },
        () => undefined,
      );
    },
    before: (outgoing) => ({
      ...outgoing,
      send: (request) =>
        closed === undefined ? outgoing.send(request) : closed.then(() => outgoing.send(request)),
    }),
  };
}
