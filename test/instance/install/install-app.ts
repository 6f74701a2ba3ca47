import {
  requireTable,
  type Column,
  type Dictionary,
  type Table,
} from '../dictionary/dictionary.ts';
import { loadDictionary } from '../dictionary/load-dictionary.ts';
import {
  basePayloadOf,
  customizedNames,
  forgetCustomization,
  updateNameOf,
} from '../engine/customer-updates.ts';
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
import { parseXml } from './parse-xml.ts';
import {
  readIndexes,
  readRecords,
  recordsIn,
  type ShippedIndex,
  type ShippedRecord,
} from './read-records.ts';
import { addMissingTables } from './missing-tables.ts';
import { recordUpgrade, type UpgradeDetail } from './upgrade-history.ts';

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
  const before = installedVersion(store, files);
  const folders = before === undefined ? [...order, 'unload/', 'unload.demo/'] : order;
  const records = folders.flatMap((folder) =>
    files.filter((file) => file.path.startsWith(folder)).flatMap(readRecords),
  );
  const indexes = files.filter((file) => file.path.startsWith('dictionary/')).flatMap(readIndexes);
  return store.write(() => {
    const customized = customizedNames(store);
    const applied = applyRecords(store, records, indexes, origin, customized);
    const dropped = removeDropped(store, records, customized);
    const details = [...applied.details, ...dropped];
    if (before !== undefined) {
      const versions = { from: before, to: applied.report.version };
      recordUpgrade(store, loadDictionary(store), versions, details);
    }
    const skipped = details.filter(({ disposition }) => disposition === 'skipped');
    return { ...applied.report, skipped: skipped.map(({ fileName }) => fileName) };
  });
}

/** Undefined when the app is not installed. */
function installedVersion(store: Store, files: readonly PackageFile[]): string | undefined {
  const [app] = files.filter((file) => file.path.startsWith('scope/')).flatMap(readRecords);
  const sysId = app?.values['sys_id'] ?? '';
  const known = store.prepare('SELECT version FROM sys_app WHERE sys_id = ?').get(sysId);
  return known === undefined ? undefined : textOf(known['version']);
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

interface Applied {
  readonly report: Omit<InstallReport, 'skipped'>;
  readonly details: readonly UpgradeDetail[];
}

/**
 * The common part of packages and update sets; all or nothing. Files whose names are in `customized` are left alone:
 * an upgrade spares them, a committed update set does not, since somebody has decided in the preview.
 */
export function applyRecords(
  store: Store,
  records: readonly ShippedRecord[],
  indexes: readonly ShippedIndex[],
  origin: string,
  customized: ReadonlySet<string> | undefined,
): Applied {
  const app = records.find((record) => record.table === 'sys_app');
  if (app === undefined && !isGlobalSet(records)) {
    throw new InstallRefused(
      'no app record',
      `${origin} holds no sys_app record: it is not a scoped app`,
    );
  }
  const scope = app?.values['scope'] ?? 'global';
  checkRequireTargets(records);
  const details = store.write(() => {
    checkRecords(loadDictionary(store), records, scope);
    addMissingTables(store, records);
    const [dictionaryRecords, others] = partition(records, (record) =>
      dictionaryTables.has(record.table),
    );
    const before = loadDictionary(store);
    const first = dictionaryRecords.map((one) => applyRecord(store, before, one, customized));
    const dictionary = loadDictionary(store);
    alignStorage(store, dictionary, touchedStorages(dictionary, dictionaryRecords));
    const second = others.map((one) => applyRecord(store, dictionary, one, customized));
    for (const index of indexes) createIndex(store, dictionary, index);
    writeStatistics(store, [...touchedStorages(dictionary, dictionaryRecords)]);
    return [...first, ...second];
  });
  return {
    report: { scope, version: app?.values['version'] ?? '', records: records.length },
    details,
  };
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

function applyRecord(
  store: Store,
  dictionary: Dictionary,
  record: ShippedRecord,
  customized: ReadonlySet<string> | undefined,
): UpgradeDetail {
  const table = requireTable(dictionary, record.table);
  const values = toStoredValues(store, dictionary, table, record);
  const sysId = values['sys_id'] ?? newSysId();
  const stored = readRecord(store, table, sysId);
  const fileName = updateNameOf(table.name, { ...values, sys_id: sysId });
  const detail = { fileName, type: table.label, targetName: values[table.display] ?? '' };
  if (customized !== undefined && isKept(table, stored, fileName, customized))
    return {
      ...detail,
      disposition: 'skipped',
      changed: hasNewBase(store, record, values, fileName),
    };
  if (stored !== undefined && customized !== undefined) forgetCustomization(store, fileName);
  if (record.action === 'DELETE') {
    deleteRow(store, table, sysId);
    return { ...detail, disposition: 'deleted', changed: stored !== undefined };
  }
  if (stored === undefined) {
    insertRow(store, table, stamped(table, { ...values, sys_id: sysId }));
    return { ...detail, disposition: 'inserted', changed: true };
  }
  updateRow(store, table, sysId, { ...values, sys_updated_by: INSTALLER });
  return { ...detail, disposition: 'updated', changed: differs(values, stored) };
}

/** Application files with a customer update, deleted ones too; rows of other tables carry the installer's name until a user changes them. */
function isKept(
  table: Table,
  stored: Values | undefined,
  fileName: string,
  customized: ReadonlySet<string>,
): boolean {
  if (table.lineage.includes('sys_metadata')) return customized.has(fileName);
  const by = stored?.['sys_updated_by'] ?? '';
  return by !== '' && by !== INSTALLER;
}

/** Whether the app's own version of a skipped file has changed: else there is nothing to review (uc-access-rl). */
function hasNewBase(
  store: Store,
  record: ShippedRecord,
  values: Values,
  fileName: string,
): boolean {
  const payload = basePayloadOf(store, fileName);
  if (payload === undefined || record.action === 'DELETE') return true;
  const [base] = recordsIn(parseXml(payload, fileName), fileName);
  return base === undefined || differs(values, base.values);
}

function differs(values: Values, other: Values): boolean {
  return Object.entries(values).some(
    ([name, value]) => !name.startsWith('sys_') && value !== (other[name] ?? ''),
  );
}

/** Scripts of the version before that the new one does not have any more. Tables and data stay. */
function removeDropped(
  store: Store,
  records: readonly ShippedRecord[],
  customized: ReadonlySet<string>,
): UpgradeDetail[] {
  const scopeId = records.find((record) => record.table === 'sys_app')?.values['sys_id'] ?? '';
  const shipped = new Set(
    records.map((record) => updateNameOf(record.table, { sys_id: record.values['sys_id'] ?? '' })),
  );
  return scriptTables.flatMap((table) =>
    store
      .prepare(`SELECT sys_id FROM ${table} WHERE sys_scope = ?`)
      .all(scopeId)
      .map((row) => textOf(row['sys_id']))
      .filter((sysId) => !shipped.has(updateNameOf(table, { sys_id: sysId })))
      .flatMap((sysId): UpgradeDetail[] => {
        const fileName = updateNameOf(table, { sys_id: sysId });
        const detail = { fileName, type: table, targetName: '', changed: true };
        const isCustomized = customized.has(fileName);
        // What somebody made here in the app's scope never came with the app.
        if (isCustomized && basePayloadOf(store, fileName) === undefined) return [];
        if (isCustomized) return [{ ...detail, disposition: 'skipped' }];
        store.prepare(`DELETE FROM ${quoted(storageOf(table))} WHERE sys_id = ?`).run(sysId);
        return [{ ...detail, disposition: 'deleted' }];
      }),
  );
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
