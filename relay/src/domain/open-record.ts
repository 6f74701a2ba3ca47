import type { AlertEvent } from './alert-event.ts';
import { type IncidentCommand, nothing, type WriteReason } from './command.ts';
import type { Route } from './configuration.ts';
import { toChangedFields, toResolveFields } from './incident-fields.ts';
import type { Fields } from './fields.ts';
import { activeMembers, activeSeverity, freshOf, isEnd, noteFor, type Said } from './said.ts';
import type { Episode } from './situation.ts';
import { toScope } from './template-scope.ts';

/** What news of its alerts do to a record that is open. */
export function decideOpen(
  route: Route,
  episode: Episode,
  said: Said,
  lead: AlertEvent,
): IncidentCommand {
  const fresh = freshOf(said);
  const scope = toScope(lead, fresh, said.source);
  const note = noteFor(route, said, fresh);
  const write = { kind: 'write', episode: episode.episode, references: [], note } as const;
  const isAlive = activeMembers(said).length > 0;
  if (!isAlive && fresh.some(isEnd)) {
    const { fields, issues } = toResolveFields(route, scope, episode);
    if (lead.silentSince === undefined || fields['close_notes'] === undefined) {
      return { ...write, operation: 'resolve', because: 'all-resolved', fields, issues };
    }
    // The route's own words would say that the tool had resolved it.
    const told = { ...fields, close_notes: lead.description };
    return { ...write, operation: 'resolve', because: 'silent', fields: told, issues };
  }
  const severity = isAlive ? activeSeverity(said) : undefined;
  const changed = toChangedFields(route, severity, scope, episode);
  const fields = { ...changed.fields, ...stateField(route, episode, fresh) };
  const isNoteOnly = Object.keys(fields).length === 0;
  if (isNoteOnly && note === undefined) {
    const isConflict = changed.issues.some(({ kind }) => kind === 'conflict');
    return nothing(isConflict ? 'field-conflict' : 'no-notes-wanted', changed.issues);
  }
  return {
    ...write,
    operation: isNoteOnly ? 'note' : 'update',
    because: openReason(fresh),
    fields,
    issues: changed.issues,
  };
}

/** An acknowledgment moves the record on from where a firing put it, and never back from further on. */
function stateField(route: Route, episode: Episode, fresh: readonly AlertEvent[]): Fields {
  const last = fresh.findLast(({ kind, status }) => kind === 'state' && status !== 'resolved');
  if (last === undefined || last.status === 'firing') return {};
  const state = route.outwardStates[last.status];
  if (state === undefined || state === episode.state) return {};
  const isWhereWePutIt =
    episode.state === route.outwardStates.firing ||
    episode.state === route.outwardStates.acknowledged;
  return isWhereWePutIt ? { state } : {};
}

function openReason(fresh: readonly AlertEvent[]): WriteReason {
  if (fresh.some(({ status }) => status === 'acknowledged')) return 'acknowledged';
  if (fresh.every(isEnd)) return 'some-resolved';
  return fresh.every(({ kind }) => kind === 'note') ? 'note' : 'changed';
}
