import type { Column, Dictionary, Table } from '../dictionary/dictionary.ts';
import { loadDictionary } from '../dictionary/load-dictionary.ts';
import { normalizeValue } from '../engine/normalize-value.ts';
import { newSysId } from '../engine/ids.ts';
import { alignStorage } from '../store/storage.ts';
import { quoted, textOf, type Store } from '../store/database.ts';
import { insertRow, readRecord, updateRow } from '../store/records.ts';
import type { Values } from '../store/rows.ts';
import { checkRequireTargets } from './check-requires.ts';
import { stamped } from './install-stock.ts';
import { InstallRefused, type PackageFile } from './read-package.ts';
import { readIndexes, readRecords, type ShippedIndex, type ShippedRecord } from './read-records.ts';
import { addMissingTables } from './missing-tables.ts';

export interface InstallReport {
  readonly scope: string;
  readonly version: string;
  readonly records: number;
}

/** Folders of a package in the order in which they must be applied. */
const order = ['scope/', 'update/', 'author_elective_update/', 'unload/'];

/**
 * Installs a package as `now-sdk install` would: tables first, so that the other records find their columns.
 * The element rows in update/ say all that dictionary/*.xml says about columns; the latter only adds indexes.
 */
export function installApp(
  store: Store,
  files: readonly PackageFile[],
  origin: string,
): InstallReport {
  const records = order.flatMap((folder) =>
    files.filter((file) => file.path.startsWith(folder)).flatMap(readRecords),
  );
  const indexes = files.filter((file) => file.path.startsWith('dictionary/')).flatMap(readIndexes);
  return applyRecords(store, records, indexes, origin);
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

export function applyRecords(
  store: Store,
  records: readonly ShippedRecord[],
  indexes: readonly ShippedIndex[],
  origin: string,
): InstallReport {
  const app = records.find((record) => record.table === 'sys_app');
  if (app === undefined)
    throw new InstallRefused(`${origin} holds no sys_app record: it is not a scoped app`);
  checkRequireTargets(records);
  store.write(() => {
    addMissingTables(store, records);
    const [dictionaryRecords, others] = partition(records, (record) =>
      dictionaryTables.has(record.table),
    );
    applyAll(store, loadDictionary(store), dictionaryRecords);
    const dictionary = loadDictionary(store);
    alignStorage(store, dictionary, touchedStorages(dictionary, dictionaryRecords));
    applyAll(store, dictionary, others);
    for (const index of indexes) createIndex(store, dictionary, index);
  });
  return {
    scope: app.values['scope'] ?? '',
    version: app.values['version'] ?? '',
    records: records.length,
  };
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

function applyAll(store: Store, dictionary: Dictionary, records: readonly ShippedRecord[]): void {
  for (const record of records) {
    const table = dictionary.find(record.table);
    if (table !== undefined) applyRecord(store, dictionary, table, record);
  }
}

function applyRecord(
  store: Store,
  dictionary: Dictionary,
  table: Table,
  record: ShippedRecord,
): void {
  const values = toStoredValues(store, dictionary, table, record);
  const sysId = values['sys_id'] ?? newSysId();
  const stored = readRecord(store, table, sysId);
  if (record.action === 'DELETE') {
    store.sql.prepare(`DELETE FROM ${quoted(table.storage)} WHERE sys_id = ?`).run(sysId);
  } else if (stored === undefined)
    insertRow(store, table, stamped(table, { ...values, sys_id: sysId }));
  else updateRow(store, table, sysId, values);
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
