import type { JournalNote, UpsertRequest } from '@alert-relay/shared-types';

/** One write of the record: a journal element takes one entry per write. */
export interface RecordWrite {
  readonly origin: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly journal: Readonly<Partial<Record<JournalNote['element'], string>>>;
  readonly noteIds: readonly string[];
}

/**
 * A second entry for the same journal element needs another write. A record is made with its fields; one that is
 * there gets them with the last entry: it does not end before what led to it stands in it, not even where the
 * command is broken off half way.
 */
export function planWrites(
  request: Pick<UpsertRequest, 'event_id' | 'fields'>,
  notes: readonly JournalNote[],
  { generation, isThere }: { readonly generation: number; readonly isThere: boolean },
): readonly RecordWrite[] {
  const groups: JournalNote[][] = [[]];
  for (const note of notes) {
    const last = groups[groups.length - 1];
    if (last !== undefined && !last.some((other) => other.element === note.element))
      last.push(note);
    else groups.push([note]);
  }
  const withFields = isThere ? groups.length - 1 : 0;
  return groups.map((group, index) => ({
    origin: toOriginStamp(request.event_id, generation, index),
    fields: index === withFields ? request.fields : {},
    journal: Object.fromEntries(group.map((note) => [note.element, note.text])),
    noteIds: group.map((note) => note.id),
  }));
}

/** Each class has codes of its own for these. */
const stateColumns = ['state', 'close_code', 'close_notes'];

/** What may be written into a record of another class than the command was made for. */
export function withoutState(write: RecordWrite): RecordWrite {
  const fields = Object.entries(write.fields).filter(([column]) => !stateColumns.includes(column));
  return { ...write, fields: Object.fromEntries(fields) };
}

/**
 * The rule hands an origin on only when the write changed the column. The suffix makes every write
 * change it: the second of a command, and the command that is applied again after a crash.
 */
export function toOriginStamp(eventId: string, generation: number, write: number): string {
  return `${eventId}#${generation}.${write}`;
}

export function toEventId(stamp: string): string {
  const end = stamp.lastIndexOf('#');
  return end === -1 ? stamp : stamp.slice(0, end);
}
