import type { StockRecord, StockTable } from '../model.ts';

/**
 * Records with every default that is a plain value, as if they had been inserted.
 * Defaults that are scripts (numbers, times, the caller) are left to whoever wrote the record.
 */
export function completeRecords(
  tables: readonly StockTable[],
  records: readonly StockRecord[],
): StockRecord[] {
  const byName = new Map(tables.map((table) => [table.name, table]));
  const known = new Map<string, Readonly<Record<string, string>>>();
  return records.map((record) => {
    const defaults = known.get(record.table) ?? defaultsOf(byName, record.table);
    known.set(record.table, defaults);
    return { ...record, values: { ...defaults, ...record.values } };
  });
}

function defaultsOf(
  tables: ReadonlyMap<string, StockTable>,
  name: string,
): Readonly<Record<string, string>> {
  const table = tables.get(name);
  if (table === undefined) return {};
  const inherited = table.extends === undefined ? {} : defaultsOf(tables, table.extends);
  const changed = (table.overrides ?? []).map(({ column, defaultValue }) => [column, defaultValue]);
  const own = table.columns.map((column) => [column.name, column.defaultValue]);
  return { ...inherited, ...Object.fromEntries([...own, ...changed].filter(isPlain)) };
}

function isPlain(pair: readonly (string | undefined)[]): pair is [string, string] {
  const value = pair[1];
  return value !== undefined && !value.startsWith('javascript:');
}
