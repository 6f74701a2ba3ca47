import type { WriteCommand } from './command.ts';
import type { Route } from './configuration.ts';
import { withoutColumns } from './excluded-fields.ts';
import { toPhase } from './lifecycle.ts';
import { isNoted, NOTE_ON, toNotedPhase } from './note-on.ts';
import type { Episode } from './situation.ts';

/** The stock state of a record that was created without one. */
const NEW = '1';

/** The record after a command, when nothing else happens to it. */
export function expectEpisode(
  route: Route,
  before: Episode | undefined,
  command: WriteCommand,
  at: number,
): Episode {
  const same = before?.episode === command.episode ? before : undefined;
  const state = command.fields['state'] ?? same?.state ?? NEW;
  const isNote = isNoted(route, before);
  // What ended by more than its state is not opened by a note on it.
  const active = same?.phase !== 'closed' || command.fields['state'] !== undefined;
  const phase = isNote ? toNotedPhase(command.operation) : toPhase(route, { state, active });
  const isOpen = phase === 'open';
  return {
    episode: command.episode,
    phase,
    state,
    endedBy: isOpen ? undefined : (same?.endedBy ?? 'tool'),
    endedAt: isOpen ? undefined : (same?.endedAt ?? at),
    isLateFiringNoted:
      command.because === 'firing-after-manual-resolve' || same?.isLateFiringNoted === true,
    sentFields: {
      ...same?.sentFields,
      ...command.fields,
      ...(isNote ? { [NOTE_ON]: command.references[0]?.value ?? '' } : {}),
    },
    // What is written is ours again; the rest stays with whoever set it.
    takenFields: withoutColumns(same?.takenFields ?? {}, Object.keys(command.fields)),
  };
}

/** The record as it stood before a command ended it of which no answer came. */
export function asBeforeItsEnd(route: Route, episode: Episode): Episode {
  return {
    ...episode,
    state: route.outwardStates.firing ?? NEW,
    phase: 'open',
    endedBy: undefined,
    endedAt: undefined,
  };
}
