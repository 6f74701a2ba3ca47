import type { AlertEvent } from './alert-event.ts';
import { type IncidentCommand, nothing } from './command.ts';
import type { Route } from './configuration.ts';
import { toNoteText } from './event-content.ts';
import { toChangedFields } from './incident-fields.ts';
import type { Fields } from './fields.ts';
import { activeSeverity, isActive, noteFor, type Said } from './said.ts';
import type { Episode } from './situation.ts';
import { toScope } from './template-scope.ts';

/** Whether a new life of an alert goes into the record of the last one. A closed record takes nothing. */
export function mayReopen(
  { reopenWithinMs }: Pick<Route, 'reopenWithinMs'>,
  episode: Episode | undefined,
  at: number,
): episode is Episode {
  if (episode?.phase !== 'resolved' || reopenWithinMs === undefined) return false;
  return episode.endedAt !== undefined && at - episode.endedAt <= reopenWithinMs;
}

/** The alert fires anew, soon enough after its record was resolved. */
export function decideReopen(
  route: Route,
  episode: Episode,
  said: Said,
  opening: readonly AlertEvent[],
  lead: AlertEvent,
): IncidentCommand {
  const scope = toScope(lead, opening, said.source);
  const { fields, issues } = toChangedFields(route, activeSeverity(said), scope, episode);
  return {
    kind: 'write',
    operation: 'reopen',
    because: 'firing-again',
    episode: episode.episode,
    fields: { ...fields, ...reopenedState(route) },
    references: [],
    note: noteFor(route, said, opening),
    issues,
  };
}

/** The same life goes on although a person resolved the record. */
export function decideAfterManualResolve(
  route: Route,
  episode: Episode,
  said: Said,
): IncidentCommand {
  const write = { kind: 'write', episode: episode.episode, references: [], issues: [] } as const;
  if (route.afterManualResolve === 'reopen' && episode.phase === 'resolved') {
    const note = noteFor(route, said, said.events);
    const fields = reopenedState(route);
    return { ...write, operation: 'reopen', because: 'reopened', fields, note };
  }
  if (episode.isLateFiringNoted) return nothing('already-noted');
  const detail = toNoteText(said.events.filter(isActive));
  return {
    ...write,
    operation: 'note',
    because: 'firing-after-manual-resolve',
    fields: {},
    note: `The record was resolved by a person, but the alert is still firing in its tool.\n\n${detail}`,
  };
}

function reopenedState({ outwardStates }: Route): Fields {
  return outwardStates.firing === undefined ? {} : { state: outwardStates.firing };
}
