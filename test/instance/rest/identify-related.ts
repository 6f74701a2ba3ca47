import { isReference, type Column, type Table } from '../dictionary/dictionary.ts';
import { normalizeValue } from '../engine/normalize-value.ts';
import { newRow, rowFrom, valueOf, type Row, type Session } from '../engine/session.ts';
import { changedFields, insertRecord, updateRecord } from '../engine/write-record.ts';
import { quoted, textOf } from '../store/database.ts';
import { readRecord } from '../store/records.ts';
import type { Values } from '../store/rows.ts';
import { isObject, textOfJson } from './read-body.ts';

export type IdentifyOperation = 'INSERT' | 'UPDATE' | 'NO_CHANGE';

/** What belongs to an item, such as its network adapters: told apart by item and name (assumed). */
export interface RelatedResult {
  readonly relatedItems: readonly Readonly<Record<string, unknown>>[];
  readonly relatedSysIds: readonly string[];
}

export function reconcileRelated(
  session: Session,
  parent: Row,
  given: unknown,
  place: { readonly index: number; readonly writes: boolean },
): RelatedResult {
  const entries: readonly unknown[] = Array.isArray(given) ? given : [];
  const relatedItems = entries.map((entry, subIndex) => ({
    ...reconcileEntry(session, parent, entry, place.writes),
    inputIndices: [{ mainIndex: place.index, subIndex }],
    markers: [],
    mergedPayloadIds: [],
    warningCount: 0,
  }));
  return { relatedItems, relatedSysIds: relatedItems.map(({ sysId }) => sysId) };
}

interface Entry {
  readonly className: string;
  readonly operation: IdentifyOperation | 'INSERT_AS_INCOMPLETE';
  readonly sysId: string;
  readonly errorCount: number;
  readonly errors: readonly unknown[];
}

function reconcileEntry(session: Session, parent: Row, given: unknown, writes: boolean): Entry {
  const entry = isObject(given) ? given : {};
  const className = textOfJson(entry['className']);
  const table = session.engine.dictionary().find(className);
  const owner = table === undefined ? undefined : ownerColumn(table, parent.table);
  if (table === undefined || owner === undefined) {
    const error = { error: 'INVALID_CLASS_NAME', message: `Not a related class: [${className}]` };
    const operation = 'INSERT_AS_INCOMPLETE';
    return { className, operation, sysId: 'Unknown', errorCount: 1, errors: [error] };
  }
  const values = storedValues(table, isObject(entry['values']) ? entry['values'] : {});
  values[owner.name] = valueOf(parent, 'sys_id');
  const found = findEntry(session, table, owner, values);
  const row = found ?? newRow(table);
  Object.assign(row.values, values);
  const operation = writeItem(session, row, found === undefined, writes);
  return {
    className,
    operation,
    sysId: valueOf(row, 'sys_id') || 'Unknown',
    errorCount: 0,
    errors: [],
  };
}

/** The column that points at the item. */
function ownerColumn(table: Table, parent: Table): Column | undefined {
  return [...table.columns.values()].find(
    (column) => isReference(column) && parent.lineage.includes(column.reference),
  );
}

function findEntry(session: Session, table: Table, owner: Column, values: Values): Row | undefined {
  const { store } = session.engine;
  const known = store
    .prepare(
      `SELECT sys_id FROM ${quoted(table.storage)} WHERE ${quoted(owner.name)} = ? AND name = ?`,
    )
    .get(values[owner.name] ?? '', values['name'] ?? '');
  const stored =
    known === undefined ? undefined : readRecord(store, table, textOf(known['sys_id']));
  return stored === undefined ? undefined : rowFrom(table, stored);
}

/** Names that the class does not have, and system fields, are left out. */
export function storedValues(table: Table, given: Readonly<Record<string, unknown>>): Values {
  const values: Values = {};
  for (const [name, value] of Object.entries(given)) {
    const column = table.columns.get(name);
    if (column !== undefined && !name.startsWith('sys_'))
      values[name] = normalizeValue(column, textOfJson(value));
  }
  return values;
}

/** Without `writes` it only says what would be done. */
export function writeItem(
  session: Session,
  row: Row,
  isNew: boolean,
  writes: boolean,
): IdentifyOperation {
  if (isNew) {
    if (writes) insertRecord(session, row);
    return 'INSERT';
  }
  if (changedFields(row).length === 0) return 'NO_CHANGE';
  if (writes) updateRecord(session, row);
  return 'UPDATE';
}

/** Counts by class, as the enhanced calls give them. */
export function summaryOf(
  items: readonly Readonly<Record<string, unknown>>[],
): Record<string, Record<string, number>> {
  const summary: Record<string, Record<string, number>> = {};
  for (const item of items) {
    const counts = (summary[textOfJson(item['className'])] ??= { ...noCounts });
    const counted = counters[textOfJson(item['operation'])];
    if (counted !== undefined) counts[counted] = (counts[counted] ?? 0) + 1;
    counts['errors'] = (counts['errors'] ?? 0) + Number(item['errorCount'] ?? 0);
    counts['warnings'] = (counts['warnings'] ?? 0) + Number(item['warningCount'] ?? 0);
  }
  return summary;
}

const noCounts = {
  inserted: 0,
  updated: 0,
  unchanged: 0,
  skipped: 0,
  partial: 0,
  incomplete: 0,
  errors: 0,
  warnings: 0,
  additionalInserted: 0,
  mergedPartialPayloads: 0,
};

const counters: Readonly<Record<string, string>> = {
  INSERT: 'inserted',
  UPDATE: 'updated',
  NO_CHANGE: 'unchanged',
  INSERT_AS_PARTIAL: 'partial',
  INSERT_AS_INCOMPLETE: 'incomplete',
};
