import type { Db } from '../../database/schema.ts';
import type { Connection, Route } from '../../domain/configuration.ts';
import { chooseEvents } from '../../domain/following.ts';
import type { Situation } from '../../domain/situation.ts';
import { RelayError } from '../../lib/errors.ts';
import type { Job } from '../../queue/job.ts';
import { loadMembers } from '../../store/alerts.ts';
import { type KeptEvent, loadEvents } from '../../store/events.ts';
import { findCurrentLink, type Link } from '../../store/links.ts';
import type { LoadedWork } from './work.ts';

export interface LoadWorkDeps {
  readonly db: Db;
  readonly findRoute: (workspace: string, name: string) => Route | undefined;
  readonly findConnection: (workspace: string, name: string) => Connection | undefined;
}

/** All that is known about the lane of a job, and which of its events count. */
export async function loadWork(deps: LoadWorkDeps, job: Job): Promise<LoadedWork> {
  const said = await loadEvents(deps.db, job.subject, job.lane);
  const link = await findCurrentLink(deps.db, job.lane);
  const fingerprints = said.map(({ event }) => event.fingerprint);
  const members = await loadMembers(deps.db, job.lane, fingerprints);
  const first = said[0];
  if (first === undefined) throw new RelayError('NOT_FOUND', 'The events of this job are gone.');
  const { source, receivedAt: at } = first;
  const situation: Situation = { source, at, episode: link, members };
  const { events, notTaken, lead = first } = chooseEvents(said, situation);
  return { events, notTaken, lead, ...findWay(deps, lead, link), link, situation };
}

/**
 * The route that opened a record stays in charge of it, even where another one takes its alerts now:
 * its states and fields were those of that route. The next episode belongs to the new one.
 */
function findWay(
  deps: LoadWorkDeps,
  lead: KeptEvent,
  link: Link | undefined,
): { readonly route: Route; readonly connection: Connection } {
  const owner = link?.phase === 'open' ? deps.findRoute(link.workspace, link.route) : undefined;
  const route = owner ?? deps.findRoute(lead.workspace, lead.route);
  const connection =
    route === undefined ? undefined : deps.findConnection(lead.workspace, route.connection);
  if (route === undefined || connection === undefined) {
    throw new RelayError(
      'NOT_FOUND',
      `The route ${lead.route}, for which this alert was accepted, is no longer configured.`,
    );
  }
  return { route, connection };
}
