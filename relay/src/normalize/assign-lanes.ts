import type { AlertEvent } from '../domain/alert-event.ts';
import { isMet, type Subject } from '../domain/condition.ts';
import type { MaintenanceWindow, Route, Routing, Source } from '../domain/configuration.ts';
import { toCorrelationKey, toLane, toRouteScope } from '../domain/correlation.ts';
import { isPrivate } from '../domain/event-fields.ts';

/** Why an event opens nothing by this route. */
export type NotTaken = 'no-route' | 'private' | 'maintenance' | 'own-alert';

/** One event for one route, and the lane in which it waits its turn. */
export interface AssignedEvent {
  readonly route: Route;
  readonly correlationKey: string;
  readonly lane: string;
  /**
   * Set where the route does not take the event: it is then told to a record that its alert has there
   * already, and opens none. A resolved body often lacks what a condition asks for, and a severity may
   * sink below it, but the record has to hear the end of its story.
   */
  readonly follows: NotTaken | undefined;
  /** The end of a maintenance window that the event has to wait for. */
  readonly dueAt: number | undefined;
}

export interface Assignment {
  readonly assigned: readonly AssignedEvent[];
  /** Why it opens nothing anywhere, for an event that no route takes. */
  readonly because: NotTaken;
}

/** Finds the routes of an event. Without one the event is kept, and nothing else happens with it. */
export function assignLanes(
  event: AlertEvent,
  source: Pick<Source, 'workspace' | 'name'>,
  routing: Routing,
  routes: readonly Route[],
  now: number,
): Assignment {
  const subject: Subject = { event, source: source.name, at: now };
  const enabled = routes.filter((route) => route.enabled);
  const ofSource = enabled.filter((route) => route.sources.includes(source.name));
  const open = ofSource.filter((route) => maySee(route, event));
  const taking = findTaking(subject, routing, open, enabled);
  const assigned = [
    ...taking.map((route) => assign(subject, source, route, routing.maintenance)),
    ...open
      .filter((route) => !taking.includes(route))
      .map((route) => follow(subject, source, route, 'no-route')),
  ];
  return {
    assigned: oncePerLane(assigned),
    because: open.length < ofSource.length ? 'private' : 'no-route',
  };
}

/**
 * An alert that we opened for a record follows to that record, by the routes that brought it to its
 * tool: conditions were asked when the record was forwarded.
 */
export function assignOwn(
  event: AlertEvent,
  source: Pick<Source, 'workspace' | 'name'>,
  routes: readonly Route[],
): readonly AssignedEvent[] {
  const ofSource = routes.filter((route) => route.enabled && route.sources.includes(source.name));
  // Each stands for a record of its own, however its tool groups them.
  const alone = ofSource.map((route) => ({
    ...follow({ event }, source, { ...route, groupBy: 'alert' }, 'own-alert'),
    route,
  }));
  return oncePerLane(alone);
}

function findTaking(
  subject: Subject,
  routing: Routing,
  open: readonly Route[],
  enabled: readonly Route[],
): readonly Route[] {
  const matching = open.filter(({ when }) => when === undefined || isMet(when, subject));
  if (matching.length > 0) return routing.match === 'first' ? matching.slice(0, 1) : matching;
  return enabled.filter(
    (route) => route.name === routing.fallbackRoute && maySee(route, subject.event),
  );
}

function maySee(route: Route, event: AlertEvent): boolean {
  return route.includePrivate || !isPrivate(event);
}

function assign(
  subject: Subject,
  source: Pick<Source, 'workspace' | 'name'>,
  route: Route,
  windows: readonly MaintenanceWindow[],
): AssignedEvent {
  const under = windows.filter((window) => isUnder(window, route, subject));
  if (under.some(({ policy }) => policy === 'skip')) {
    return follow(subject, source, route, 'maintenance');
  }
  const ends = under.map(({ during }) =>
    'contains' in during ? during.endAfter(subject.at) : during.to,
  );
  const dueAt = ends.length === 0 ? undefined : Math.max(...ends);
  return { ...follow(subject, source, route, 'no-route'), follows: undefined, dueAt };
}

function isUnder(window: MaintenanceWindow, route: Route, subject: Subject): boolean {
  const { during, routes, when } = window;
  const isNow =
    'contains' in during
      ? during.contains(subject.at)
      : subject.at >= during.from && subject.at < during.to;
  return (
    isNow &&
    (routes === undefined || routes.includes(route.name)) &&
    (when === undefined || isMet(when, subject))
  );
}

function follow(
  { event }: Pick<Subject, 'event'>,
  source: Pick<Source, 'workspace' | 'name'>,
  route: Route,
  because: NotTaken,
): AssignedEvent {
  const correlationKey = toCorrelationKey(event, route);
  const lane = toLane({
    workspace: source.workspace,
    connection: route.connection,
    source: source.name,
    correlationKey,
    route: toRouteScope(route),
  });
  return { route, correlationKey, lane, follows: because, dueAt: undefined };
}

/** Routes to one connection share their lanes: the alert keeps its record, whichever takes it now. */
function oncePerLane(assigned: readonly AssignedEvent[]): readonly AssignedEvent[] {
  const first = new Map<string, AssignedEvent>();
  for (const one of assigned) {
    if (!first.has(one.lane)) first.set(one.lane, one);
  }
  return [...first.values()];
}
