import type { AlertEvent } from '../../domain/alert-event.ts';
import type { IncidentCommand, WriteCommand } from '../../domain/command.ts';
import type { Route, Routing } from '../../domain/configuration.ts';
import { toRouteScope, toTaskKey } from '../../domain/correlation.ts';
import { expectEpisode } from '../../domain/expected-episode.ts';
import { chooseEvents } from '../../domain/following.ts';
import { decideIncidentCommand } from '../../domain/incident-command.ts';
import type { Episode, Member, Situation } from '../../domain/situation.ts';
import { type AssignedEvent, assignLanes } from '../../normalize/assign-lanes.ts';

/** What one delivery said, as it lies in the store. */
export interface RecordedDelivery {
  readonly id: string;
  readonly source: string;
  readonly receivedAt: number;
  readonly events: readonly AlertEvent[];
}

/** The routes of one workspace, live or not. */
export interface DraftRoutes {
  readonly routing: Routing;
  readonly routes: readonly Route[];
}

/** What a delivery would lead to in one lane. */
export interface WouldBe {
  readonly delivery: string;
  readonly route: string;
  /** Of the record; `undefined` where nothing would be written. */
  readonly key: string | undefined;
  readonly command: IncidentCommand;
}

interface LaneState {
  readonly episode: Episode | undefined;
  /** The route in charge of the episode. */
  readonly owner: Route | undefined;
  readonly members: ReadonlyMap<string, Member>;
}

/**
 * What these routes would have done with deliveries of the past, from the first one on and in an
 * instance that does as it is told. Decides with the same functions as the live path, looks nothing up
 * and writes nothing.
 */
export function dryRun(
  draft: DraftRoutes,
  deliveries: readonly RecordedDelivery[],
): readonly WouldBe[] {
  const lanes = new Map<string, LaneState>();
  return deliveries.flatMap((delivery) =>
    [...groupByLane(draft, delivery, lanes)].flatMap(([lane, said]) => {
      const step = decideLane(delivery, said, lanes.get(lane) ?? unknown);
      if (step === undefined) return [];
      lanes.set(lane, step.after);
      return [step.wouldBe];
    }),
  );
}

const unknown: LaneState = { episode: undefined, owner: undefined, members: new Map() };

interface SaidInLane extends AssignedEvent {
  readonly event: AlertEvent;
}

/** As intake does it: what merely follows goes only where something is. */
function groupByLane(
  { routing, routes }: DraftRoutes,
  { source, receivedAt, events }: RecordedDelivery,
  lanes: ReadonlyMap<string, LaneState>,
): ReadonlyMap<string, readonly SaidInLane[]> {
  const from = { workspace: routing.workspace, name: source };
  const all = events.flatMap((event) =>
    assignLanes(event, from, routing, routes, receivedAt).assigned.map((one) => ({
      ...one,
      event,
    })),
  );
  const taken = new Set(all.flatMap(({ lane, follows }) => (follows === undefined ? [lane] : [])));
  return Map.groupBy(
    all.filter(({ lane }) => taken.has(lane) || lanes.has(lane)),
    ({ lane }) => lane,
  );
}

function decideLane(
  { id, source, receivedAt }: RecordedDelivery,
  said: readonly SaidInLane[],
  before: LaneState,
): { readonly wouldBe: WouldBe; readonly after: LaneState } | undefined {
  const { episode, members } = before;
  const situation: Situation = { source, at: receivedAt, episode, members };
  const { events, lead } = chooseEvents(said, situation);
  if (lead === undefined || events.length === 0) return undefined;
  const owner = episode?.phase === 'open' ? before.owner : undefined;
  const route = owner ?? lead.route;
  const decision = decideIncidentCommand(
    route,
    situation,
    events.map(({ event }) => event),
  );
  const { command } = decision;
  const after: LaneState = {
    members: new Map([
      ...members,
      ...decision.members.map((member) => [member.fingerprint, member] as const),
    ]),
    ...(command.kind === 'write'
      ? { episode: expectEpisode(route, episode, command, receivedAt), owner: route }
      : { episode, owner: before.owner }),
  };
  const key =
    command.kind === 'write' ? keyOf(route, source, lead.correlationKey, command) : undefined;
  return { wouldBe: { delivery: id, route: route.name, key, command }, after };
}

function keyOf(
  route: Route,
  source: string,
  correlationKey: string,
  { episode }: WriteCommand,
): string {
  const { workspace, connection } = route;
  const name = { workspace, connection, source, correlationKey, route: toRouteScope(route) };
  return toTaskKey(name, episode);
}
