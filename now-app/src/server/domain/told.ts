import type { ChangeEvent } from '@alert-relay/shared-types';
import { isObject } from './checks.ts';
import type { ColumnState, WriteSnapshot } from './change-event.ts';
import { toEventId } from './plan-writes.ts';
import { parseJson } from './push.ts';
import { addSeconds, toGlideTime } from './times.ts';

/** What a relay was told last about a record: an async rule has no `previous` to compare with. */
export interface Told {
  readonly values: Readonly<Record<string, string>>;
  readonly originStamp: string;
  /** All journal entries before this time were told; of those since then, the ones named here. */
  readonly journalFrom: string;
  readonly journalIds: readonly string[];
}

export const nothingTold: Told = {
  values: {},
  originStamp: '',
  journalFrom: '',
  journalIds: [],
};

/** Undefined when nothing was told yet. */
export function parseTold(text: string): Told | undefined {
  const parsed = parseJson(text);
  if (!isObject(parsed) || !isObject(parsed['values'])) return undefined;
  const values = Object.entries(parsed['values']).filter(isTextEntry);
  return {
    values: Object.fromEntries(values),
    originStamp: textOf(parsed['originStamp']),
    // An earlier version kept the newest second only, by another name.
    journalFrom: textOf(parsed['journalFrom']) || textOf(parsed['journalUntil']),
    journalIds: Array.isArray(parsed['journalIds']) ? parsed['journalIds'].filter(isText) : [],
  };
}

/** The row of a journal entry may come a little later than the change that told it. */
const journalSeconds = 2;

/**
 * What was told by the rule that remembers nothing, before the other one took its place: as far as the
 * outbox still holds it, the oldest first.
 */
export function toldByHistory(
  history: readonly ChangeEvent[],
  originStamp: string,
): Told | undefined {
  const told = history.filter(({ fields, journal }) => fields.length + journal.length > 0);
  const last = told[told.length - 1];
  if (last === undefined) return undefined;
  const isStampTold = told.some(({ origin }) => origin === toEventId(originStamp));
  return {
    values: Object.fromEntries(
      told.flatMap(({ fields }) => fields.map((field) => [field.name, field.new ?? ''])),
    ),
    originStamp: isStampTold ? originStamp : '',
    journalFrom: addSeconds(toGlideTime(last.at), journalSeconds),
    journalIds: [],
  };
}

export function compareWithTold(
  current: readonly Pick<ColumnState, 'name' | 'new' | 'display'>[],
  told: Told | undefined,
): readonly ColumnState[] {
  return current.map((column) => {
    const old = told?.values[column.name] ?? null;
    return { ...column, old, changed: (old ?? '') !== column.new };
  });
}

export interface JournalRow {
  readonly id: string;
  /** Glide's form. */
  readonly at: string;
}

/** Entries may come to light this much later than their time says: nodes' clocks, long transactions. */
const lateSeconds = 300;

/**
 * What the next comparison starts from, once this snapshot lies in the outbox. `journal` is every entry
 * from `before.journalFrom` on, those told before among them.
 */
export function toTold(
  snapshot: Pick<WriteSnapshot, 'columns'>,
  originStamp: string,
  journal: readonly JournalRow[],
  before: Told,
): Told {
  const [newest] = journal
    .map((row) => row.at)
    .sort()
    .reverse();
  const late = newest === undefined ? '' : addSeconds(newest, -lateSeconds);
  const from = late > before.journalFrom ? late : before.journalFrom;
  return {
    values: Object.fromEntries(snapshot.columns.map((column) => [column.name, column.new])),
    originStamp,
    journalFrom: from,
    // Sorted: whoever looks again compares the text of it, and entries of one second come in any order.
    journalIds: journal
      .filter((row) => row.at >= from)
      .map((row) => row.id)
      .sort(),
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isTextEntry(entry: [string, unknown]): entry is [string, string] {
  return isText(entry[1]);
}

function textOf(value: unknown): string {
  return isText(value) ? value : '';
}
