import { requireTable, type Dictionary, type Table } from '../dictionary/dictionary.ts';
import { buildDictionary } from '../dictionary/load-dictionary.ts';
import { normalizeValue } from '../engine/normalize-value.ts';
import { formatUtc } from '../query/date-operators.ts';
import type { Stock, StockRecord } from '../stock/model.ts';
import { stockId } from '../stock/stock-id.ts';
import { insertRow } from '../store/records.ts';
import { keepContent } from '../rest/attachment-content.ts';
import { alignStorage } from '../store/storage.ts';
import type { Store } from '../store/database.ts';
import type { Values } from '../store/rows.ts';
import { toDictionaryRows } from './dictionary-rows.ts';
import { metadataRecords } from './stock-metadata.ts';

/** Fills an empty database with what a fresh instance holds. Rules do not run: this is the state they find. */
export function installStock(store: Store, stock: Stock, withDemoData: boolean): void {
  const rows = toDictionaryRows(stock.tables);
  const dictionary = buildDictionary(rows);
  store.write(() => {
    alignStorage(store, dictionary);
    for (const [name, values] of Object.entries(rows)) insertAll(store, dictionary, name, values);
    for (const [name, values] of metadataRecords(stock)) insertAll(store, dictionary, name, values);
    const records = withDemoData ? [...stock.coreRecords, ...stock.demoRecords] : stock.coreRecords;
    for (const record of records) insertRecordOf(store, dictionary, record);
  });
}

function insertAll(
  store: Store,
  dictionary: Dictionary,
  name: string,
  rows: readonly Values[],
): void {
  const table = requireTable(dictionary, name);
  for (const row of rows) insertRow(store, table, stamped(table, row));
}

function insertRecordOf(store: Store, dictionary: Dictionary, record: StockRecord): void {
  const table = requireTable(dictionary, record.table);
  const values: Values = { sys_id: record.sys_id };
  for (const [name, value] of Object.entries(record.values)) {
    const column = table.columns.get(name);
    if (column !== undefined) values[name] = normalizeValue(column, value);
  }
  insertRow(store, table, stamped(table, values));
  if (record.content !== undefined)
    keepContent(store, table, record.sys_id, Buffer.from(record.content, 'utf8'));
}

/** Who wrote what came with the instance and its apps. */
export const INSTALLER = 'glide.maint';

const INSTALLED_AT = formatUtc(Date.UTC(2026, 0, 15, 12));

/** System fields of rows that came with the instance. */
export function stamped(table: Table, row: Values): Values {
  const system: Values = {
    sys_id: row['sys_id'] ?? stockId(table.name, JSON.stringify(row)),
    sys_created_on: INSTALLED_AT,
    sys_created_by: INSTALLER,
    sys_updated_on: INSTALLED_AT,
    sys_updated_by: INSTALLER,
    sys_mod_count: '0',
    sys_class_name: table.name,
    sys_domain: 'global',
    sys_domain_path: '/',
  };
  return { ...system, ...row };
}
