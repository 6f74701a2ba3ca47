import type { Decision, NothingCommand, WriteCommand } from './command.ts';
import type { Route } from './configuration.ts';
import { expectEpisode } from './expected-episode.ts';
import { chooseEvents, type Offered } from './following.ts';
import { decideIncidentCommand } from './incident-command.ts';
import { hasNoteOn } from './note-on.ts';
import { lastHeardIn } from './silence.ts';
import type { Situation } from './situation.ts';

/** One delivery as its lane hears it. */
export interface Heard<One extends Offered> {
  readonly at: number;
  readonly said: readonly One[];
}

/** What one delivery comes to. */
export interface FoldedPart<One extends Offered> {
  readonly events: readonly One[];
  /** What no route takes and no record waits for. */
  readonly notTaken: readonly One[];
  readonly decision: Decision;
}

/** What several deliveries come to together: one write, with the note of each. */
export interface FoldedCommand extends Omit<WriteCommand, 'note'> {
  readonly notes: readonly string[];
}

export interface Folded<One extends Offered> {
  /** In the order of the deliveries; at least one, unless nothing of the first is taken. */
  readonly parts: readonly FoldedPart<One>[];
  readonly command: FoldedCommand | NothingCommand;
}

/** Of all notes of one command, so that its request stays far below the limit of an instance. */
const MAX_NOTE_LENGTH = 200_000;

/**
 * How many of the deliveries that wait in a lane become one command: as many as can without losing
 * anything that must be seen. Each is decided as if it came alone, upon what the ones before it will have
 * done; then their fields are laid over each other and their notes set side by side.
 *
 * A record is created, reopened or resolved by a command that begins or ends there, so that each such
 * turn is one in ServiceNow too. Between them all is one update.
 */
export function foldDeliveries<One extends Offered>(
  route: Route,
  situation: Situation,
  deliveries: readonly Heard<One>[],
): Folded<One> {
  const parts: FoldedPart<One>[] = [];
  let write: FoldedCommand | undefined;
  /** How things stand after those before; most deliveries come alone, and nobody asks. */
  let current = () => situation;
  for (const { at, said } of deliveries) {
    const now = { ...current(), at };
    const { events, notTaken } = chooseEvents(said, now);
    if (events.length === 0) break;
    const decision = decideIncidentCommand(
      route,
      now,
      events.map(({ event }) => event),
    );
    const { command } = decision;
    if (parts.length > 0 && !mayJoin(write, command, now)) break;
    parts.push({ events, notTaken, decision });
    if (command.kind === 'write') write = join(write, command);
    current = () => after(route, now, events, decision);
  }
  return { parts, command: write ?? toNothing(parts) };
}

/** What is said of a record that is not there, or is no longer open, is decided alone. */
function mayJoin(
  write: FoldedCommand | undefined,
  command: Decision['command'],
  { episode }: Situation,
): boolean {
  if (episode?.phase !== 'open' || hasNoteOn(episode.sentFields)) return false;
  if (command.kind === 'nothing' || write === undefined) return true;
  const length = write.notes.reduce((sum, note) => sum + note.length, command.note?.length ?? 0);
  return (
    length <= MAX_NOTE_LENGTH &&
    write.episode === command.episode &&
    (write.operation === 'update' || write.operation === 'note')
  );
}

function join(
  before: FoldedCommand | undefined,
  { note, ...command }: WriteCommand,
): FoldedCommand {
  const notes = note === undefined ? [] : [note];
  if (before === undefined) return { ...command, notes };
  const isNoteOnly = command.operation === 'note';
  return {
    ...command,
    operation: isNoteOnly ? before.operation : command.operation,
    because: isNoteOnly ? before.because : command.because,
    fields: { ...before.fields, ...command.fields },
    issues: [...before.issues, ...command.issues],
    notes: [...before.notes, ...notes],
  };
}

function after(
  route: Route,
  before: Situation,
  said: readonly Offered[],
  { command, members }: Decision,
): Situation {
  return {
    ...before,
    heardAt: lastHeardIn([{ at: before.at, said }]) ?? before.heardAt,
    members: new Map([
      ...before.members,
      ...members.map((member) => [member.fingerprint, member] as const),
    ]),
    episode:
      command.kind === 'write'
        ? expectEpisode(route, before.episode, command, before.at)
        : before.episode,
  };
}

function toNothing<One extends Offered>(parts: readonly FoldedPart<One>[]): NothingCommand {
  const commands = parts.map(({ decision }) => decision.command);
  const because = commands[0]?.kind === 'nothing' ? commands[0].because : 'repeat';
  return { kind: 'nothing', because, issues: commands.flatMap(({ issues }) => issues) };
}
