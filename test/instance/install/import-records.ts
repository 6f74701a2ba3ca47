import { requireTable, type Dictionary } from '../dictionary/dictionary.ts';
import type { Store } from '../store/database.ts';
import { deleteRow, insertRow, updateRow } from '../store/records.ts';
import type { Values } from '../store/rows.ts';
import { stamped } from './install-stock.ts';
import { parseXml } from './parse-xml.ts';
import { recordsIn, type ShippedRecord } from './read-records.ts';
import { InstallRefused } from './refused.ts';

/**
 * "Import XML" of a list: records of any table by their sys_id, all or nothing, without business rules
 * (assumed). References that lead nowhere are taken as they are, as on the platform.
 */
export function importRecords(
  store: Store,
  dictionary: Dictionary,
  text: string,
  origin: string,
): number {
  const records = recordsIn(parseXml(text, origin), origin);
  if (records.length === 0) throw new InstallRefused('no records', `${origin} holds no records`);
  store.write(() => {
    for (const record of records) importRecord(store, dictionary, record);
  });
  return records.length;
}

function importRecord(store: Store, dictionary: Dictionary, record: ShippedRecord): void {
  const table = dictionary.find(record.table);
  const sysId = record.values['sys_id'] ?? '';
  if (table === undefined || !/^[0-9a-f]{32}$/.test(sysId)) {
    throw new InstallRefused('unknown table', `${record.table} ${sysId} cannot be imported`);
  }
  const known: Values = Object.fromEntries(
    Object.entries(record.values).filter(([name]) => table.columns.has(name)),
  );
  if (record.action === 'DELETE') {
    deleteRow(store, table, sysId);
    return;
  }
  const { sys_id: _, ...changed } = known;
  if (updateRow(store, requireTable(dictionary, table.name), sysId, changed) === 0) {
    insertRow(store, table, stamped(table, known));
  }
}
