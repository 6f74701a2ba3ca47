import {
  requireTable,
  type Column,
  type Dictionary,
  type Table,
} from '../dictionary/dictionary.ts';
import { loadDictionary } from '../dictionary/load-dictionary.ts';
import { normalizeValue } from '../engine/normalize-value.ts';
import { newSysId } from '../engine/ids.ts';
import { writeStatistics } from '../store/statistics.ts';
import { alignStorage } from '../store/storage.ts';
import { quoted, textOf, type Store } from '../store/database.ts';
import { deleteRow, insertRow, readRecord, updateRow } from '../store/records.ts';
import type { Values } from '../store/rows.ts';
import { checkRecords } from './check-records.ts';
import { checkRequireTargets } from './check-requires.ts';
import { INSTALLER, stamped } from './install-stock.ts';
import type { PackageFile } from './read-package.ts';
import { InstallRefused } from './refused.ts';
import { readIndexes, readRecords, type ShippedIndex, type ShippedRecord } from './read-records.ts';
import { addMissingTables } from './missing-tables.ts';

export interface InstallReport {
  readonly scope: string;
  readonly version: string;
  readonly records: number;
  /** Records that somebody changed here since they were installed: an upgrade leaves them alone. */
  readonly skipped: readonly string[];
}

/** Folders of a package in the order in which they must be applied. */
const order = ['scope/', 'update/', 'author_elective_update/'];

/**
 * Installs a package as `now-sdk install` would: tables first, so that the other records find their columns.
 * The element rows in update/ say all that dictionary/*.xml says about columns; the latter only adds indexes.
 */
export function installApp(
  store: Store,
  files: readonly PackageFile[],
  origin: string,
): InstallReport {
  const isFirst = !isInstalled(store, files);
  const folders = isFirst ? [...order, 'unload/', 'unload.demo/'] : order;
  const records = folders.flatMap((folder) =>
    files.filter((file) => file.path.startsWith(folder)).flatMap(readRecords),
  );
  const indexes = files.filter((file) => file.path.startsWith('dictionary/')).flatMap(readIndexes);
  return store.write(() => {
    const report = applyRecords(store, records, indexes, origin);
    removeDropped(store, records);
    return report;
  });
}

function isInstalled(store: Store, files: readonly PackageFile[]): boolean {
  const [app] = files.filter((file) => file.path.startsWith('scope/')).flatMap(readRecords);
  const sysId = app?.values['sys_id'] ?? '';
  return store.prepare('SELECT sys_id FROM sys_scope WHERE sys_id = ?').get(sysId) !== undefined;
}

const dictionaryTables = new Set([
  'sys_db_object',
  'sys_dictionary',
  'sys_choice',
  'sys_choice_set',
  'sys_number',
  'sys_app',
  'sys_scope',
]);

/** The common part of packages and update sets; all or nothing. */
export function applyRecords(
  store: Store,
  records: readonly ShippedRecord[],
  indexes: readonly ShippedIndex[],
  origin: string,
): InstallReport {
  const app = records.find((record) => record.table === 'sys_app');
  if (app === undefined && !isGlobalSet(records)) {
    throw new InstallRefused(
      'no app record',
      `${origin} holds no sys_app record: it is not a scoped app`,
    );
  }
  const scope = app?.values['scope'] ?? 'global';
  checkRequireTargets(records);
  const skipped: string[] = [];
  store.write(() => {
    checkRecords(loadDictionary(store), records, scope);
    addMissingTables(store, records);
    const [dictionaryRecords, others] = partition(records, (record) =>
      dictionaryTables.has(record.table),
    );
    skipped.push(...applyAll(store, loadDictionary(store), dictionaryRecords));
    const dictionary = loadDictionary(store);
    alignStorage(store, dictionary, touchedStorages(dictionary, dictionaryRecords));
    skipped.push(...applyAll(store, dictionary, others));
    for (const index of indexes) createIndex(store, dictionary, index);
    writeStatistics(store, [...touchedStorages(dictionary, dictionaryRecords)]);
  });
  return { scope, version: app?.values['version'] ?? '', records: records.length, skipped };
}

/** Update sets of the global scope bring records of no app: what administrators move between instances. */
function isGlobalSet(records: readonly ShippedRecord[]): boolean {
  return records.length > 0 && records.every(({ values }) => values['sys_scope'] === 'global');
}

/** Only tables that the app brings or extends need a look: there are hundreds of others. */
function touchedStorages(
  dictionary: Dictionary,
  records: readonly ShippedRecord[],
): ReadonlySet<string> {
  const names = records.map((record) => record.values['name'] ?? '');
  return new Set(names.flatMap((name) => dictionary.find(name)?.storage ?? []));
}

function partition<T>(all: readonly T[], belongs: (one: T) => boolean): readonly [T[], T[]] {
  return [all.filter(belongs), all.filter((one) => !belongs(one))];
}

function applyAll(
  store: Store,
  dictionary: Dictionary,
  records: readonly ShippedRecord[],
): string[] {
  return records
    .filter((record) => !applyRecord(store, dictionary, record))
    .map((record) => record.origin);
}

/** False when the record was left as it is, because somebody has customized it. */
function applyRecord(store: Store, dictionary: Dictionary, record: ShippedRecord): boolean {
  const table = requireTable(dictionary, record.table);
  const values = toStoredValues(store, dictionary, table, record);
  const sysId = values['sys_id'] ?? newSysId();
  const stored = readRecord(store, table, sysId);
  if (stored !== undefined && isCustomized(stored)) return false;
  if (record.action === 'DELETE') deleteRow(store, table, sysId);
  else if (stored === undefined)
    insertRow(store, table, stamped(table, { ...values, sys_id: sysId }));
  else updateRow(store, table, sysId, values);
  return true;
}

/** Rows that the installer wrote carry its name until a user changes them. */
function isCustomized(stored: Values): boolean {
  const by = stored['sys_updated_by'] ?? '';
  return by !== '' && by !== INSTALLER;
}

/** Scripts of the version before that the new one does not have any more. Tables and data stay. */
function removeDropped(store: Store, records: readonly ShippedRecord[]): void {
  const scopeId = records.find((record) => record.table === 'sys_app')?.values['sys_id'] ?? '';
  for (const table of scriptTables) {
    const kept = new Set(
      records
        .filter((record) => record.table === table)
        .map((record) => record.values['sys_id'] ?? ''),
    );
    const present = store.prepare(`SELECT sys_id FROM ${table} WHERE sys_scope = ?`).all(scopeId);
    for (const row of present) {
      if (kept.has(textOf(row['sys_id']))) continue;
      store
        .prepare(`DELETE FROM ${quoted(storageOf(table))} WHERE sys_id = ?`)
        .run(textOf(row['sys_id']));
    }
  }
}

const scriptTables = [
  'sys_module',
  'sys_script',
  'sys_script_include',
  'sys_ws_operation',
  'sysauto_script',
  'sysevent_script_action',
];

function storageOf(table: string): string {
  return table === 'sysauto_script' ? 'sysauto' : table;
}

function toStoredValues(
  store: Store,
  dictionary: Dictionary,
  table: Table,
  record: ShippedRecord,
): Values {
  const values: Values = {};
  for (const [name, text] of Object.entries(record.values)) {
    const column = table.columns.get(name);
    if (column === undefined) continue;
    const value = name === 'sys_id' ? text.toLowerCase() : normalizeValue(column, text);
    values[name] = coalesced(store, dictionary, column, value, record.names[name]) ?? value;
  }
  return values;
}

/** `<contains name="itil">placeholder</contains>`: where the id is unknown here, the name finds the record. */
function coalesced(
  store: Store,
  dictionary: Dictionary,
  column: Column,
  value: string,
  name: string | undefined,
): string | undefined {
  const target =
    column.reference === 'sys_user_role' ? dictionary.find('sys_user_role') : undefined;
  if (target === undefined || name === undefined || readRecord(store, target, value) !== undefined)
    return undefined;
  const row = store.prepare('SELECT sys_id FROM sys_user_role WHERE name = ?').get(name);
  return row === undefined ? undefined : textOf(row['sys_id']);
}

function createIndex(store: Store, dictionary: Dictionary, index: ShippedIndex): void {
  const table = dictionary.find(index.table);
  const columns = index.columns.filter((name) => table?.columns.has(name) === true);
  if (table === undefined || columns.length !== index.columns.length || columns.length === 0)
    return;
  const name = quoted(`shipped_${table.storage}_${columns.join('_')}`);
  store.sql.exec(
    `CREATE ${index.unique ? 'UNIQUE' : ''} INDEX IF NOT EXISTS ${name} ON ${quoted(table.storage)} (${columns.map(quoted).join(', ')})`,
  );
}
