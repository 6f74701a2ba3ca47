import type { AlertEvent } from './alert-event.ts';
import type { Situation } from './situation.ts';

/**
 * Whether a record hears of an event that its route would not take now: as long as the alert is one of
 * its own and goes on. Such an event joins nothing and opens nothing.
 */
export function mayFollow(event: AlertEvent, { episode, members }: Situation): boolean {
  const member = members.get(event.fingerprint);
  if (member === undefined || member.status === 'resolved') return false;
  return episode?.phase === 'open' || event.status === 'resolved';
}
