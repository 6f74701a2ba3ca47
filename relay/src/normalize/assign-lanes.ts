import type { AlertEvent } from '../domain/alert-event.ts';
import type { Route, Source } from '../domain/configuration.ts';
import { toCorrelationKey, toLane } from '../domain/correlation.ts';

/** One event for one route, and the lane in which it waits its turn. */
export interface AssignedEvent {
  readonly event: AlertEvent;
  readonly route: Route;
  readonly correlationKey: string;
  readonly lane: string;
}

/** Finds the route of an event. Without one the event is kept, and nothing else happens with it. */
export function assignLane(
  event: AlertEvent,
  source: Pick<Source, 'workspace' | 'name'>,
  routes: readonly Route[],
): AssignedEvent | undefined {
  const route = routes.find(
    (candidate) => candidate.enabled && candidate.sources.includes(source.name),
  );
  if (route === undefined) return undefined;
  const correlationKey = toCorrelationKey(event, route);
  const lane = toLane({
    workspace: source.workspace,
    connection: route.connection,
    source: source.name,
    correlationKey,
  });
  return { event, route, correlationKey, lane };
}
