import type { Db } from '../../database/schema.ts';
import type { Connection, Route, Routing } from '../../domain/configuration.ts';
import { toBornSituation } from '../../domain/born-record.ts';
import { chooseEvents } from '../../domain/following.ts';
import { toOwnName } from '../../domain/own-alert.ts';
import type { Situation } from '../../domain/situation.ts';
import { RelayError } from '../../lib/errors.ts';
import { assignLanes } from '../../normalize/assign-lanes.ts';
import type { Job } from '../../queue/job.ts';
import { type BornRecord, findBornRecord } from '../../store/born-records.ts';
import type { KeptEvent } from '../../store/events.ts';
import type { LaneReads } from '../../store/lane-reads.ts';
import type { Link } from '../../store/links.ts';
import type { LoadedWork } from './work.ts';

export interface LoadWorkDeps {
  readonly db: Db;
  readonly reads: LaneReads;
  readonly findRoute: (workspace: string, name: string) => Route | undefined;
  readonly routesOf: (workspace: string) => readonly Route[];
  readonly routingOf: (workspace: string) => Routing;
  readonly findConnection: (workspace: string, name: string) => Connection | undefined;
}

/** All that is known about the lane of these jobs, the first of which decides the route. */
export async function loadWork(
  deps: LoadWorkDeps,
  job: Job,
  following: readonly Job[],
): Promise<LoadedWork> {
  const subjects = [job, ...following].map(({ subject }) => subject);
  const heard = (await deps.reads.eventsOf(job.lane, subjects)).map((said) => ({
    at: said[0]?.receivedAt ?? 0,
    said,
  }));
  const first = heard[0]?.said[0];
  if (first === undefined) throw new RelayError('NOT_FOUND', 'The events of this job are gone.');
  const link = await deps.reads.currentLink(job.lane);
  const fingerprints = heard.flatMap(({ said }) => said.map(({ event }) => event.fingerprint));
  const members = await deps.reads.membersOf(job.lane, [...new Set(fingerprints)]);
  const { source, receivedAt: at } = first;
  const known: Situation = { source, at, episode: link, members, heardAt: link?.heardAt };
  const born = link === undefined ? await findBorn(deps, first) : undefined;
  const situation = born === undefined ? known : knowBorn(deps, first, born, known);
  const { lead = first } = chooseEvents(heard[0]?.said ?? [], situation);
  const way = findWay(deps, lead, link, job.lane);
  return { heard, lead, ...way, link, born, situation };
}

/** The record for which we opened the alert, as long as the alert has no link to it. */
async function findBorn(
  { db, findRoute }: LoadWorkDeps,
  { workspace, route, event }: KeptEvent,
): Promise<BornRecord | undefined> {
  const name = toOwnName(event);
  const born = name === undefined ? undefined : await findBornRecord(db, workspace, name);
  return born?.connection === findRoute(workspace, route)?.connection ? born : undefined;
}

function knowBorn(
  { findRoute }: LoadWorkDeps,
  { workspace, route: name, event }: KeptEvent,
  born: BornRecord,
  known: Situation,
): Situation {
  const route = findRoute(workspace, name);
  return route === undefined ? known : toBornSituation(route, born, known, event);
}

/**
 * The route that opened a record stays in charge of it, even where another one takes its alerts now:
 * its states and fields were those of that route. The next episode belongs to the new one.
 */
function findWay(
  deps: LoadWorkDeps,
  lead: KeptEvent,
  link: Link | undefined,
  lane: string,
): { readonly route: Route; readonly connection: Connection } {
  const owner = link?.phase === 'open' ? deps.findRoute(link.workspace, link.route) : undefined;
  const route =
    owner ?? deps.findRoute(lead.workspace, lead.route) ?? findHeir(deps, lead, link, lane);
  const connection =
    route === undefined ? undefined : deps.findConnection(lead.workspace, route.connection);
  if (route === undefined || connection === undefined) {
    throw new RelayError(
      'NOT_FOUND',
      `The route ${lead.route}, for which this alert was accepted, is no longer configured, and no other one takes the alert now. Configure one and replay this dead letter.`,
    );
  }
  return { route, connection };
}

/** Where the route was deleted while its alert waited, the one that takes it now and shares its lane. */
function findHeir(
  deps: LoadWorkDeps,
  { workspace, source, event, receivedAt }: KeptEvent,
  link: Link | undefined,
  lane: string,
): Route | undefined {
  const from = { workspace, name: source };
  const routes = deps.routesOf(workspace);
  const { assigned } = assignLanes(event, from, deps.routingOf(workspace), routes, receivedAt);
  const mayFollow = link?.phase === 'open';
  return assigned.find((one) => one.lane === lane && (mayFollow || one.follows === undefined))
    ?.route;
}
