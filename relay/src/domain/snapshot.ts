import type { ChangeEvent, FieldChange, JournalEntry } from '@alert-relay/shared-types';
import { sha256Hex } from '../lib/digest.ts';
import type { Fields } from './fields.ts';
import type { Intent, SeenRecord } from './intent.ts';
import { toMarker } from './note-marker.ts';

/** A record as a poll or a pasted rule saw it: stored values, times in UTC as ServiceNow writes them. */
export interface Snapshot {
  readonly id: string;
  readonly key: string;
  readonly table: string;
  readonly sysId: string;
  readonly number: string;
  readonly active: boolean;
  readonly modCount: number;
  readonly updatedOn: string;
  readonly updatedBy: string;
  /** Of the synced columns, those that could be read. */
  readonly fields: Fields;
}

/** An entry of the journal of a record. */
export interface FoundEntry {
  readonly id: string;
  readonly element: 'work_notes' | 'comments';
  readonly text: string;
  readonly author: string;
  /** UTC, as ServiceNow writes it; `undefined` where only people's own time is shown. */
  readonly createdOn: string | undefined;
  /** The same, or what people see; two that are equal were written at the same time. */
  readonly shownOn: string;
}

export interface Compared {
  /** `undefined`: nothing that somebody else did. */
  readonly change: ChangeEvent | undefined;
  readonly seen: SeenRecord;
}

/**
 * What happened to a record since it was synced last: final state and journal, nothing in between.
 * Our own writes do not show: what they wrote became part of the copy when they were answered.
 * `undefined` for a snapshot that is not newer than the copy, or older than our last write: the record
 * as it stands after that write is still to be seen.
 */
export function compareSnapshot(
  intent: Pick<Intent, 'seen' | 'appliedNotes' | 'doubtfulNotes'>,
  snapshot: Snapshot,
  entries: readonly FoundEntry[],
): Compared | undefined {
  const { seen } = intent;
  if (snapshot.modCount <= seen.modCount || snapshot.modCount < seen.writtenModCount) {
    return undefined;
  }
  const fields = changedFields(seen.fields, snapshot.fields);
  const later = findLater(entries, seen.journalUpTo);
  const unseen = entries.filter((entry) => later.has(entry) || !seen.journal.includes(entry.id));
  const journal = seen.skipsHistory
    ? []
    : unseen
        .filter((entry) => !isOurs(intent, entry))
        .map((entry) => toJournalEntry(snapshot, entry));
  const isQuiet = fields.length === 0 && journal.length === 0;
  return {
    change: isQuiet ? undefined : toChangeEvent(snapshot, fields, journal),
    seen: {
      ...seen,
      modCount: snapshot.modCount,
      fields: { ...seen.fields, ...snapshot.fields },
      skipsHistory: false,
      journal: remember(seen.journal, entries),
      journalUpTo: { ...seen.journalUpTo, ...toNewestTimes(entries) },
    },
  };
}

/** Entries behind the newest that was seen before: whatever they say, nobody was told of them. */
function findLater(entries: readonly FoundEntry[], upTo: Fields): ReadonlySet<FoundEntry> {
  const columns = Map.groupBy(entries, ({ element }) => element);
  return new Set(
    [...columns].flatMap(([element, inOrder]) => {
      const last = inOrder.findLastIndex(({ shownOn }) => shownOn === upTo[element]);
      return last === -1 ? [] : inOrder.slice(last + 1);
    }),
  );
}

function toNewestTimes(entries: readonly FoundEntry[]): Fields {
  return Object.fromEntries(entries.map(({ element, shownOn }) => [element, shownOn]));
}

/** What is in sight is forgotten last. */
function remember(known: readonly string[], entries: readonly FoundEntry[]): readonly string[] {
  const inSight = new Set(entries.map(({ id }) => id));
  return [...known.filter((id) => !inSight.has(id)), ...inSight].slice(-MAX_REMEMBERED);
}

function changedFields(before: Fields, after: Fields): readonly FieldChange[] {
  return Object.entries(after)
    .filter(([name, value]) => (before[name] ?? '') !== value)
    .map(([name, value]) => ({ name, old: before[name] ?? null, new: value }));
}

function isOurs(
  { appliedNotes, doubtfulNotes }: Pick<Intent, 'appliedNotes' | 'doubtfulNotes'>,
  { text }: FoundEntry,
): boolean {
  if (!text.includes('[ref ')) return false;
  return [...appliedNotes, ...doubtfulNotes].some((id) => text.includes(toMarker(id)));
}

/** More than one look at the journal brings. */
const MAX_REMEMBERED = 300;

function toJournalEntry(
  { updatedOn }: Snapshot,
  { id, element, text, author, createdOn }: FoundEntry,
): JournalEntry {
  return { id, element, text, author, at: toIsoTime(createdOn ?? updatedOn) };
}

/** The same scale as the app's, which leaves room for writers that counted the same version. */
const SEQUENCE_STEP = 100;

function toChangeEvent(
  snapshot: Snapshot,
  fields: readonly FieldChange[],
  journal: readonly JournalEntry[],
): ChangeEvent {
  const of = (column: string): string => snapshot.fields[column] ?? '';
  return {
    id: snapshot.id,
    sequence: snapshot.modCount * SEQUENCE_STEP,
    operation: 'update',
    table: snapshot.table,
    sys_id: snapshot.sysId,
    number: snapshot.number,
    key: snapshot.key,
    fields: [...fields],
    journal: [...journal],
    record: {
      state: of('state'),
      active: snapshot.active,
      sys_mod_count: snapshot.modCount,
      short_description: of('short_description'),
      close_code: of('close_code'),
      close_notes: of('close_notes'),
    },
    actor: { user_name: snapshot.updatedBy, name: snapshot.updatedBy },
    at: toIsoTime(snapshot.updatedOn),
    origin: null,
  };
}

/** `2026-11-22 08:15:00` in UTC. */
export function toIsoTime(servicenowTime: string): string {
  return `${servicenowTime.replace(' ', 'T')}Z`;
}

export function toServiceNowTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

/** One id for one version of a record, whoever saw it. */
export function toSnapshotId(
  { workspace, name }: { readonly workspace: string; readonly name: string },
  { sysId, modCount }: Omit<Snapshot, 'id'>,
): string {
  return sha256Hex(JSON.stringify([workspace, name, sysId, modCount])).slice(0, 40);
}
