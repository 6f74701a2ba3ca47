import type { Outgoing } from './outgoing.ts';

/** Counts the requests that wait for their answer. */
export function countSending(
  outgoing: Outgoing,
  onSend: () => void,
): { readonly outgoing: Outgoing; readonly count: () => number } {
  let sending = 0;
  const counted: Outgoing = {
    ...outgoing,
    async send(request) {
      sending += 1;
      onSend();
      try {
        return await outgoing.send(request);
      } finally {
        sending -= 1;
      }
    },
  };
  return { outgoing: counted, count: () => sending };
}
