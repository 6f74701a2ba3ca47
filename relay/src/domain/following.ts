import type { AlertEvent } from './alert-event.ts';
import type { Situation } from './situation.ts';

/** One event in one lane; `follows` says why its route would not take it. */
export interface Offered {
  readonly event: AlertEvent;
  readonly follows: string | undefined;
}

export interface Chosen<One extends Offered> {
  readonly events: readonly One[];
  readonly notTaken: readonly One[];
  /** Names the route: the first that its route takes, else the first that follows. */
  readonly lead: One | undefined;
}

/** Which events of a delivery count in a lane. */
export function chooseEvents<One extends Offered>(
  said: readonly One[],
  situation: Situation,
): Chosen<One> {
  const counts = ({ follows, event }: One): boolean =>
    follows === undefined || mayFollow(event, follows, situation);
  const events = said.filter(counts);
  const notTaken = said.filter((one) => !counts(one));
  const lead = events.find(({ follows }) => follows === undefined) ?? events[0] ?? notTaken[0];
  return { events, notTaken, lead };
}

/**
 * Whether a record hears of an event that its route would not take now: as long as the alert is one of
 * its own and goes on. Such an event joins nothing and opens nothing.
 */
function mayFollow(event: AlertEvent, follows: string, { episode, members }: Situation): boolean {
  const member = members.get(event.fingerprint);
  // An alert that we opened has one record for all its lives.
  if (follows === 'own-alert') return member !== undefined;
  if (member === undefined || member.status === 'resolved') return false;
  return episode?.phase === 'open' || event.status === 'resolved';
}
