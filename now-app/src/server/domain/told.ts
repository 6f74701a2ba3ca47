import { isObject } from './checks.ts';
import type { ColumnState, WriteSnapshot } from './change-event.ts';
import { parseJson } from './push.ts';

/** What a relay was told last about a record: an async rule has no `previous` to compare with. */
export interface Told {
  readonly values: Readonly<Record<string, string>>;
  readonly originStamp: string;
  /** Time of the newest journal entry told, and the entries told of that second. */
  readonly journalUntil: string;
  readonly journalIds: readonly string[];
}

export const nothingTold: Told = {
  values: {},
  originStamp: '',
  journalUntil: '',
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
    journalUntil: textOf(parsed['journalUntil']),
    journalIds: Array.isArray(parsed['journalIds']) ? parsed['journalIds'].filter(isText) : [],
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

/** What the next comparison starts from, once this snapshot lies in the outbox. */
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
  const until = newest ?? before.journalUntil;
  const ofThatSecond = journal.filter((row) => row.at === until).map((row) => row.id);
  return {
    values: Object.fromEntries(snapshot.columns.map((column) => [column.name, column.new])),
    originStamp,
    journalUntil: until,
    journalIds:
      until === before.journalUntil ? [...before.journalIds, ...ofThatSecond] : ofThatSecond,
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
