import type { AlertEvent } from './alert-event.ts';
import { type IncidentCommand, nothing } from './command.ts';
import type { Route } from './configuration.ts';
import { toContentHash } from './event-content.ts';
import type { Fields } from './fields.ts';
import { type StandingRecord, toPhase } from './lifecycle.ts';
import type { Member, Situation } from './situation.ts';

/**
 * What is known of an alert that we opened for a record, before its tool says anything of its own: it
 * fires, and the record is the first episode of it. So the tool's word that it fires is a repeat.
 */
export function toBornSituation(
  route: Route,
  record: StandingRecord,
  said: Situation,
  event: AlertEvent,
): Situation {
  const opened: Member = {
    fingerprint: event.fingerprint,
    status: 'firing',
    severity: event.severity,
    startedAt: undefined,
    contentHash: toContentHash(event),
  };
  return {
    ...said,
    members: new Map([[event.fingerprint, opened], ...said.members]),
    episode: {
      episode: 1,
      phase: toPhase(route, record),
      state: record.state,
      endedBy: undefined,
      endedAt: undefined,
      isLateFiringNoted: false,
      sentFields: {},
      takenFields: {},
    },
  };
}

/** The record has its own words, group and urgency; the tool has a say in its state. */
const ofTool = new Set(['state', 'close_code', 'close_notes']);

/** What of a command reaches a record that was born in ServiceNow. It never gets a second one. */
export function toBornCommand(
  command: IncidentCommand,
  route: Pick<Route, 'outwardStates'>,
  situation: Situation,
): IncidentCommand {
  if (command.kind === 'nothing') return command;
  const { episode } = situation;
  if (command.operation === 'create') {
    // It fires anew: what was resolved opens again, what is closed stays so.
    const state = route.outwardStates.firing;
    if (episode?.phase !== 'resolved' || state === undefined) return nothing('already-resolved');
    const rest = { episode: episode.episode, references: [], issues: [] };
    return { ...command, ...rest, operation: 'reopen', because: 'firing-again', fields: { state } };
  }
  const fields: Fields = Object.fromEntries(
    Object.entries(command.fields).filter(([column]) => ofTool.has(column)),
  );
  const isNoteOnly = Object.keys(fields).length === 0;
  if (isNoteOnly && command.note === undefined) return nothing('no-notes-wanted');
  return {
    ...command,
    operation: isNoteOnly ? 'note' : command.operation,
    references: [],
    issues: [],
    fields,
  };
}
