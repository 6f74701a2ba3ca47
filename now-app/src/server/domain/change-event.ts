import type { ChangeAttachment, ChangeEvent } from '@alert-relay/shared-types';
import { toEventId } from './plan-writes.ts';
import { toIsoTime } from './times.ts';

/** One watched column as the rule sees it. */
export interface ColumnState {
  readonly name: string;
  readonly changed: boolean;
  readonly old: string | null;
  readonly new: string;
  readonly display: string;
}

export interface JournalState {
  readonly element: 'work_notes' | 'comments';
  readonly text: string;
  /** Of the journal's own row, where it could be read: whose user name, and what is told of it. */
  readonly by?: string;
  readonly entry?: Pick<ChangeEvent['journal'][number], 'id' | 'author' | 'at'>;
}

/** What a business rule reads from `current` and `previous`. */
export interface WriteSnapshot {
  readonly operation: 'insert' | 'update';
  readonly table: string;
  readonly sysId: string;
  readonly number: string;
  readonly key: string;
  readonly columns: readonly ColumnState[];
  readonly journal: readonly JournalState[];
  readonly attachments: readonly ChangeAttachment[];
  readonly record: ChangeEvent['record'];
  readonly actor: ChangeEvent['actor'];
  /** Glide's form, UTC. */
  readonly at: string;
  /** The stamp, when this write changed it. */
  readonly originStamp: string | null;
  /** The record is gone; what it holds is how it stood last. */
  readonly isDeleted?: true;
}

/** Whom a change is told to. */
export interface Target {
  readonly connectionKey: string;
  /** For records born in ServiceNow. */
  readonly source?: string;
  /** Of the relay's latest command for the record. */
  readonly traceparent?: string;
  /** Nothing was told about this record yet, so everything is news. */
  readonly isFirst: boolean;
}

/** The event of one write, or undefined when it touched nothing that is watched. */
export function buildChangeEvent(
  snapshot: WriteSnapshot,
  target: Omit<Target, 'connectionKey'>,
  id: string,
  sequence: number,
): ChangeEvent | undefined {
  const tellAll = snapshot.operation === 'insert' || target.isFirst;
  const fields = snapshot.columns.filter((column) =>
    tellAll ? column.new !== '' : column.changed,
  );
  const { journal, attachments, isDeleted } = snapshot;
  const isNews = fields.length + journal.length + attachments.length > 0;
  if (!isNews && isDeleted === undefined) return undefined;
  const at = toIsoTime(snapshot.at);
  // Another relay adopted the record: to this one it was born here, and what wrote is no command of its own.
  const isOthers = target.source !== undefined && snapshot.key !== '';
  return {
    id,
    sequence,
    operation: snapshot.operation,
    table: snapshot.table,
    sys_id: snapshot.sysId,
    number: snapshot.number,
    key: isOthers || snapshot.key === '' ? null : snapshot.key,
    ...(target.source === undefined ? {} : { source: target.source }),
    fields: fields.map(toFieldChange),
    journal: journal.map((entry) => ({
      element: entry.element,
      text: shorten(entry.text),
      ...(entry.entry ?? {
        // The journal's own row need not exist yet while an after rule runs.
        id: `${snapshot.sysId}:${sequence}:${entry.element}`,
        author: snapshot.actor.name,
        at,
      }),
    })),
    ...(attachments.length === 0 ? {} : { attachments: [...attachments] }),
    ...(isDeleted === undefined ? {} : { deleted: isDeleted }),
    record: snapshot.record,
    actor: snapshot.actor,
    at,
    origin: isOthers || snapshot.originStamp === null ? null : toEventId(snapshot.originStamp),
    ...(target.traceparent === undefined ? {} : { traceparent: target.traceparent }),
  };
}

/**
 * A relay takes every note of a change with its stamp for its own. Where several writes are told together,
 * the notes of others than the account that carried out its command become a change without the stamp.
 */
export function splitByOrigin(
  snapshot: WriteSnapshot,
  account: string | undefined,
): readonly WriteSnapshot[] {
  if (snapshot.originStamp === null || account === undefined) return [snapshot];
  const others = snapshot.journal.filter(({ by }) => by !== undefined && by !== account);
  if (others.length === 0) return [snapshot];
  return [
    { ...snapshot, journal: snapshot.journal.filter((entry) => !others.includes(entry)) },
    { ...snapshot, columns: [], attachments: [], journal: others, originStamp: null },
  ];
}

/** An administrator may have excluded more since the change was noted. */
export function withoutExcluded(event: ChangeEvent, excluded: readonly string[]): ChangeEvent {
  const { attachments, record, ...rest } = event;
  const { close_code, close_notes, ...state } = record;
  const mayLeave = (column: string): boolean => !excluded.includes(column);
  return {
    ...rest,
    fields: rest.fields.filter(({ name }) => mayLeave(name)),
    journal: rest.journal.filter(({ element }) => mayLeave(element)),
    ...(attachments !== undefined && mayLeave('attachments') ? { attachments } : {}),
    record: {
      ...state,
      ...(mayLeave('short_description') ? {} : { short_description: '' }),
      ...(close_code !== undefined && mayLeave('close_code') ? { close_code } : {}),
      ...(close_notes !== undefined && mayLeave('close_notes') ? { close_notes } : {}),
    },
  };
}

function toFieldChange(column: ColumnState): ChangeEvent['fields'][number] {
  return {
    name: column.name,
    old: column.old === null ? null : shorten(column.old),
    new: shorten(column.new),
    ...(column.display === column.new ? {} : { new_display: shorten(column.display) }),
  };
}

/** As long as the contract allows a field of a command to be, so what a relay wrote comes back whole. */
const longestText = 65_000;

/** Columns hold megabytes whatever their length says (KB0685779); a pasted log would fill the whole push. */
function shorten(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText - 1)}…`;
}

/**
 * `getJournalEntry(1)` renders the newest entry as "time - author (label)", the text, and two line
 * ends. The first line goes; what looks like one inside the text stays.
 */
export function toJournalText(rendered: string): string {
  const end = rendered.indexOf('\n');
  const text = end === -1 ? rendered : rendered.slice(end + 1);
  return text.replace(/\n+$/, '');
}

/** Room between two versions of a record: for two nodes that counted the same one, and for pictures. */
const slotsPerVersion = 100;

/** What the version of the record gets if nobody came before. */
function firstSequence(modCount: number): number {
  return modCount * slotsPerVersion;
}

/** The next free one, strictly increasing per record. `highest` gives the highest that is taken, of all or of those below a limit. */
export function nextSequence(
  modCount: number,
  highest: (below?: number) => number | undefined,
): number {
  const first = firstSequence(modCount);
  const taken = highest(first + slotsPerVersion);
  if (taken === undefined || taken < first) return first;
  if (taken + 1 < first + slotsPerVersion) return taken + 1;
  return (highest() ?? taken) + 1;
}
