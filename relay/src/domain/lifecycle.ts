import type { Route } from './configuration.ts';

/** A record as an instance shows it. `active`: as ServiceNow itself says, for whatever class it is of. */
export interface StandingRecord {
  readonly state: string;
  readonly active: boolean;
}

/**
 * Where a record stands for us. Stored values of `state` are numbers without an order that one could
 * trust (custom states exist), so both sets come from the route.
 *
 *   open ──▶ resolved ──▶ closed
 *     ▲          │
 *     └──────────┘ reopened
 *
 * Somebody may have made another class of the record, whose states mean something else: what is not
 * active has ended, whatever its state would be to the route.
 */
export type Phase = 'open' | 'resolved' | 'closed';

export function toPhase(
  route: Pick<Route, 'closingStates' | 'inwardStates'>,
  { state, active }: StandingRecord,
): Phase {
  if (route.closingStates.includes(state)) return 'closed';
  const meaning = route.inwardStates[state];
  if (meaning === 'resolved' || meaning === 'canceled') return 'resolved';
  return active ? 'open' : 'closed';
}
