import { isListening, lastHeardIn } from '../../domain/silence.ts';
import { toPhase } from '../../domain/lifecycle.ts';
import { hasNoteOn, toNotedPhase } from '../../domain/note-on.ts';
import type { LinkWrite } from '../../store/record-links.ts';
import type { FoldedCommand } from '../../domain/fold-deliveries.ts';
import type { LoadedWork, Submitted } from './work.ts';

/** What an answer teaches about the record, as a row. */
export function toLinkWrite(
  lane: string,
  work: LoadedWork,
  command: FoldedCommand,
  { episode, key, answer, fields, drift }: Submitted,
): LinkWrite {
  const { lead, route, connection, link, heard } = work;
  const { record } = answer;
  const isSameEpisode = link?.episode === episode;
  const before = isSameEpisode ? link.sentFields : {};
  const sentFields = { ...before, ...fields };
  const phase = hasNoteOn(sentFields) ? toNotedPhase(command.operation) : toPhase(route, record);
  const endedBefore = isSameEpisode ? link.endedBy : undefined;
  const endedNow = command.operation === 'resolve' ? 'tool' : (endedBefore ?? 'person');
  return {
    lane,
    episode,
    isNew: !isSameEpisode,
    key,
    workspace: lead.workspace,
    connection: connection.name,
    source: lead.source,
    route: route.name,
    correlationKey: lead.correlationKey,
    table: record.table,
    sysId: record.sys_id,
    number: record.number,
    state: record.state,
    phase,
    endedBy: phase === 'open' ? undefined : endedNow,
    appliedSeq: answer.applied_seq,
    modCount: record.sys_mod_count,
    sentFields,
    writtenColumns: Object.keys(fields),
    drift,
    isLateFiringNoted:
      command.because === 'firing-after-manual-resolve' ||
      (isSameEpisode && link.isLateFiringNoted),
    heardAt: isListening(route) ? lastHeardIn(heard) : undefined,
  };
}
