import { nameOf } from '../domain/connection-name.ts';
import type { AlertEvent } from '../domain/alert-event.ts';
import type { Route, Routing } from '../domain/configuration.ts';
import { toOwnName } from '../domain/own-alert.ts';
import type { NewId } from '../lib/ids.ts';
import type { NewJob } from '../queue/enqueue.ts';
import { type NewDelivery, type NewEvent, toEventText } from '../store/deliveries.ts';
import { assignLanes, assignOwn } from './assign-lanes.ts';
import { toStorable } from './to-storable.ts';

export interface RouteEventsDeps {
  readonly routesOf: (workspace: string) => readonly Route[];
  readonly routingOf: (workspace: string) => Routing;
  readonly newId: NewId;
}

/** What follows from the events of a delivery: one row for each route that has to do with one, one job for each lane. */
export interface RoutedEvents {
  readonly events: readonly NewEvent[];
  readonly jobs: readonly NewJob[];
}

/** Step 2: each event finds its routes and the lanes in which it waits its turn. */
export function routeEvents(
  deps: RouteEventsDeps,
  delivery: Pick<NewDelivery, 'id' | 'workspace' | 'source' | 'receivedAt'>,
  events: readonly AlertEvent[],
): RoutedEvents {
  const rows = toRows(deps, delivery, events);
  return { events: rows, jobs: toJobs(deps, delivery, rows) };
}

function toRows(
  deps: RouteEventsDeps,
  { id: deliveryId, workspace, source, receivedAt }: Parameters<typeof routeEvents>[1],
  events: readonly AlertEvent[],
): readonly NewEvent[] {
  const routes = deps.routesOf(workspace);
  const routing = deps.routingOf(workspace);
  const from = { workspace, name: source };
  return events.flatMap((said, position): readonly NewEvent[] => {
    const asSaid = toEventText(said);
    const event = toStorable(said, asSaid.json);
    const ownName = toOwnName(event);
    const { assigned, because } =
      ownName === undefined
        ? assignLanes(event, from, routing, routes, receivedAt)
        : { assigned: assignOwn(event, from, routes), because: 'own-alert' };
    const text = event === said ? asSaid : toEventText(event);
    const row = { deliveryId, workspace, source, receivedAt, event: text, position, ownName };
    if (assigned.length === 0) {
      return [{ ...row, ...unrouted, id: deps.newId(), follows: because }];
    }
    return assigned.map(({ route, lane, correlationKey, follows, dueAt }) => ({
      ...row,
      id: deps.newId(),
      route: route.name,
      lane,
      correlationKey,
      follows,
      dueAt,
    }));
  });
}

const unrouted = {
  route: undefined,
  lane: undefined,
  correlationKey: undefined,
  dueAt: undefined,
} as const;

function toJobs(
  deps: RouteEventsDeps,
  { id, workspace, receivedAt }: Parameters<typeof routeEvents>[1],
  events: readonly NewEvent[],
): readonly NewJob[] {
  const lanes = new Map<string, { readonly dueAt: number; readonly route: string | undefined }>();
  for (const { lane, dueAt = receivedAt, route } of events) {
    if (lane === undefined) continue;
    lanes.set(lane, { dueAt: Math.max(dueAt, lanes.get(lane)?.dueAt ?? 0), route });
  }
  const routes = deps.routesOf(workspace);
  return [...lanes].map(([lane, { dueAt, route }]) => ({
    id: deps.newId(),
    workspace,
    lane,
    kind: 'events.apply',
    subject: id,
    now: receivedAt,
    dueAt,
    hold: toHold(workspace, routes.find(({ name }) => name === route)?.connection),
  }));
}

function toHold(workspace: string, connection: string | undefined): string | undefined {
  return connection === undefined ? undefined : nameOf({ workspace, name: connection });
}
