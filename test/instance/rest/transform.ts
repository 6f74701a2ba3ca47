import { requireTable, type Table } from '../dictionary/dictionary.ts';
import { fromDisplay, zoneOf } from '../engine/display.ts';
import { normalizeValue } from '../engine/normalize-value.ts';
import { newRow, rowFrom, valueOf, type Row, type Session } from '../engine/session.ts';
import { insertRecord, updateRecord, type WriteOutcome } from '../engine/write-record.ts';
import { findRows } from '../glide/find-rows.ts';
import { quoted, type Store } from '../store/database.ts';
import { toValues, type Values } from '../store/rows.ts';

export interface TransformResult {
  /** Name of the transform map. */
  readonly map: string;
  readonly table: string;
  readonly sysId: string;
  readonly status: string;
  readonly message: string;
}

/** A staged row through every active map of its table. Scripts of maps are not run. */
export function transformRow(session: Session, row: Row): TransformResult[] {
  const maps = rowsWhere(session.engine.store, 'sys_transform_map', 'source_table', row.table.name)
    .filter((map) => map['active'] !== '0')
    .toSorted((a, b) => Number(a['order'] ?? 100) - Number(b['order'] ?? 100));
  if (maps.length === 0) return [];
  const results = maps.map((map) => applyMap(session, row, map));
  for (const [index, result] of results.entries()) {
    row.values['sys_import_state'] = result.status;
    row.values['sys_import_state_comment'] = result.message;
    row.values['sys_target_table'] = result.table;
    row.values['sys_target_sys_id'] = result.sysId;
    row.values['sys_transform_map'] = maps[index]?.['sys_id'] ?? '';
  }
  updateRecord(session, row);
  return results;
}

interface Entry {
  readonly target: string;
  readonly value: string;
  readonly coalesce: boolean;
}

function applyMap(session: Session, row: Row, map: Values): TransformResult {
  const table = requireTable(session.engine.dictionary(), map['target_table'] ?? '');
  const entries = entriesOf(session, row, map, table);
  const keys = entries.filter((entry) => entry.coalesce);
  const found = keys.length === 0 ? undefined : findTarget(session, table, keys);
  const target = found ?? newRow(table);
  const copiesEmpty = map['copy_empty_fields'] === '1';
  for (const entry of entries) {
    if (entry.value === '' && !copiesEmpty) continue;
    target.values[entry.target] = entry.value;
  }
  target.runRules = map['run_business_rules'] !== '0';
  const outcome =
    found === undefined ? insertRecord(session, target) : updateRecord(session, target);
  return {
    map: map['name'] ?? '',
    table: table.name,
    sysId: outcome.kind === 'refused' ? '' : valueOf(target, 'sys_id'),
    status: statusOf(outcome, found === undefined),
    message: messageOf(outcome),
  };
}

function statusOf(outcome: WriteOutcome, isNew: boolean): string {
  if (outcome.kind === 'refused') return 'error';
  if (isNew) return 'inserted';
  return outcome.kind === 'unchanged' ? 'ignored' : 'updated';
}

function messageOf(outcome: WriteOutcome): string {
  if (outcome.kind === 'refused') return outcome.detail;
  return outcome.kind === 'unchanged' ? 'No fields were changed' : ''; // wording assumed
}

/** References are given by what they show. */
function entriesOf(session: Session, row: Row, map: Values, table: Table): Entry[] {
  const { engine, user } = session;
  const rows = rowsWhere(engine.store, 'sys_transform_entry', 'map', map['sys_id'] ?? '');
  return rows.flatMap((entry) => {
    const column = table.columns.get(entry['target_field'] ?? '');
    if (column === undefined) return [];
    const text = valueOf(row, entry['source_field'] ?? '');
    const stored = fromDisplay(engine, column, text, zoneOf(engine, user.timeZone));
    const value = normalizeValue(column, stored);
    return [{ target: column.name, value, coalesce: entry['coalesce'] === '1' }];
  });
}

function findTarget(session: Session, table: Table, keys: readonly Entry[]): Row | undefined {
  if (keys.some((key) => key.value === '')) return undefined;
  const query = {
    alternatives: [keys.map((key) => [{ field: key.target, operator: '=', value: key.value }])],
    order: [],
    groupBy: [],
    text: '',
  };
  const [found] = findRows(session.engine, table, query, { limit: 1, offset: 0 });
  return found === undefined ? undefined : rowFrom(table, found);
}

function rowsWhere(store: Store, table: string, column: string, value: string): Values[] {
  return store
    .prepare(`SELECT * FROM ${quoted(table)} WHERE ${quoted(column)} = ?`)
    .all(value)
    .map(toValues);
}
