import type { Route } from './configuration.ts';

/**
 * Where a record stands for us. Stored values of `state` are numbers without an order that one could
 * trust (custom states exist), so both sets come from the route.
 *
 *   open ──▶ resolved ──▶ closed
 *     ▲          │
 *     └──────────┘ reopened
 */
export type Phase = 'open' | 'resolved' | 'closed';

export function toPhase(
  route: Pick<Route, 'closingStates' | 'inwardStates'>,
  state: string,
): Phase {
  if (route.closingStates.includes(state)) return 'closed';
  const meaning = route.inwardStates[state];
  return meaning === 'resolved' || meaning === 'canceled' ? 'resolved' : 'open';
}
