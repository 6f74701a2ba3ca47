import type { WriteCommand } from './command.ts';
import type { Route } from './configuration.ts';
import type { Fields } from './fields.ts';
import type { Phase } from './lifecycle.ts';
import type { Episode } from './situation.ts';

/** Not a column: under this name goes the record of somebody else that gets the notes. */
export const NOTE_ON = 'note_on';

/**
 * Whether a command is delivered as notes on a record of somebody else's. An episode stays what it was
 * when it began, whatever its route says by now: no column of a record is written that is not ours.
 */
export function isNoted(
  route: Pick<Route, 'references'>,
  episode: Pick<Episode, 'phase' | 'sentFields'> | undefined,
): boolean {
  if (episode?.phase === 'open') return hasNoteOn(episode.sentFields);
  return route.references.some(({ column }) => column === NOTE_ON);
}

export function hasNoteOn(sent: Fields): boolean {
  return sent[NOTE_ON] !== undefined;
}

/** Of what would be done to a record of our own, what is left: the note. */
export function toNoted(command: WriteCommand): WriteCommand {
  return {
    ...command,
    operation: command.operation === 'update' ? 'note' : command.operation,
    fields: {},
    references: command.references.filter(({ column }) => column === NOTE_ON),
    issues: [],
  };
}

/** What is known of the life of the alert; the record's own state is none of our business. */
export function toNotedPhase(operation: WriteCommand['operation']): Phase {
  return operation === 'resolve' ? 'resolved' : 'open';
}
