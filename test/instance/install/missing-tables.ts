import { loadDictionary } from '../dictionary/load-dictionary.ts';
import { insertRow } from '../store/records.ts';
import { alignStorage } from '../store/storage.ts';
import type { Store } from '../store/database.ts';
import { requireTable, type Dictionary } from '../dictionary/dictionary.ts';
import { stockId } from '../stock/stock-id.ts';
import { stamped } from './install-stock.ts';
import type { ShippedRecord } from './read-records.ts';

/** Columns of system tables that an app writes and the stock dictionary does not know are kept as plain text. */
export function addMissingTables(store: Store, records: readonly ShippedRecord[]): void {
  const dictionary = loadDictionary(store);
  const added = new Set<string>();
  for (const record of records) {
    if (record.table.startsWith('x_')) continue;
    const known = dictionary.find(record.table);
    if (known === undefined && !added.has(record.table)) addTable(store, dictionary, record.table);
    for (const name of Object.keys(record.values)) {
      const key = `${record.table}.${name}`;
      if (known?.columns.has(name) === true || added.has(key) || inherited.has(name)) continue;
      addColumn(store, dictionary, record.table, name);
      added.add(key);
    }
    if (known === undefined) added.add(record.table);
  }
  if (added.size === 0) return;
  const tables = new Set([...added].map((key) => key.split('.')[0] ?? ''));
  alignStorage(store, loadDictionary(store), tables);
}

const inherited = new Set([
  'sys_id',
  'sys_scope',
  'sys_update_name',
  'sys_name',
  'sys_package',
  'sys_policy',
  'sys_class_name',
  'sys_customer_update',
  'sys_replace_on_upgrade',
]);

function addTable(store: Store, dictionary: Dictionary, name: string): void {
  const table = requireTable(dictionary, 'sys_db_object');
  insertRow(
    store,
    table,
    stamped(table, {
      sys_id: stockId('sys_db_object', name),
      name,
      label: name,
      super_class: stockId('sys_db_object', 'sys_metadata'),
      read_access: '1',
      ws_access: '1',
      sys_scope: 'global',
    }),
  );
}

function addColumn(store: Store, dictionary: Dictionary, tableName: string, name: string): void {
  const table = requireTable(dictionary, 'sys_dictionary');
  insertRow(
    store,
    table,
    stamped(table, {
      sys_id: stockId('sys_dictionary', `${tableName}.${name}`),
      name: tableName,
      element: name,
      column_label: name,
      internal_type: 'string',
      max_length: '65000',
      active: '1',
      sys_scope: 'global',
    }),
  );
}
