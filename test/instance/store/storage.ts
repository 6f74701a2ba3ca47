import {
  isJournal,
  isNumeric,
  type Column,
  type Dictionary,
  type Table,
} from '../dictionary/dictionary.ts';
import { quoted, textOf, type Store } from './database.ts';
import { writeStatistics } from './statistics.ts';

/** Columns that clients search by: the platform indexes them too. References have no index here. */
const indexed = new Set([
  'number',
  'correlation_id',
  'sys_created_on',
  'sys_updated_on',
  'element_id',
  'user_name',
  'table_sys_id',
  'task',
  'request',
  'documentkey',
  'document_id',
  'token',
  'name',
]);

/**
 * Brings the SQL tables in line with the dictionary. A whole hierarchy lives in the table of its root, as on
 * the platform: task holds incident, problem, and so on, told apart by sys_class_name.
 */
export function alignStorage(
  store: Store,
  dictionary: Dictionary,
  only?: ReadonlySet<string>,
): void {
  const aligned: string[] = [];
  const byStorage = new Map<string, Table[]>();
  for (const table of dictionary.tables()) {
    const group = byStorage.get(table.storage) ?? [];
    byStorage.set(table.storage, [...group, table]);
  }
  for (const [storage, tables] of byStorage) {
    if (storage === 'sys_metadata') continue;
    if (only === undefined || only.has(storage)) {
      alignTable(store, storage, tables);
      aligned.push(storage);
    }
  }
  writeStatistics(store, aligned);
  createMetadataView(store, dictionary);
}

/** Each class below sys_metadata has a table of its own; sys_metadata itself shows the rows of all. */
function createMetadataView(store: Store, dictionary: Dictionary): void {
  const metadata = dictionary.find('sys_metadata');
  if (metadata === undefined) return;
  const names = [...metadata.columns.values()]
    .filter((column) => !isJournal(column))
    .map((column) => quoted(column.name))
    .join(', ');
  const parts = dictionary
    .tables()
    .filter((table) => table.name !== 'sys_metadata' && table.lineage.includes('sys_metadata'))
    .filter((table) => table.storage === table.name)
    .map((table) => `SELECT ${names} FROM ${quoted(table.name)}`);
  store.sql.exec('DROP VIEW IF EXISTS sys_metadata');
  if (parts.length > 0) store.sql.exec(`CREATE VIEW sys_metadata AS ${parts.join(' UNION ALL ')}`);
}

function alignTable(store: Store, storage: string, tables: readonly Table[]): void {
  const columns = new Map<string, Column>();
  for (const table of tables) {
    for (const column of table.columns.values()) {
      if (!isJournal(column) && column.name !== 'sys_id') columns.set(column.name, column);
    }
  }
  const present = presentColumns(store, storage);
  if (present.size === 0) createTable(store, storage, columns);
  else addColumns(store, storage, present, columns);
  for (const column of columns.values()) createIndex(store, storage, column);
  if (columns.has('sys_class_name')) createClassIndexes(store, storage, columns);
  for (const table of tables) createView(store, table);
}

/** A child table is a view of its rows, so that plain SQL can name any table. */
function createView(store: Store, table: Table): void {
  if (table.name === table.storage) return;
  const names = table.family.map((name) => `'${name.replaceAll("'", "''")}'`).join(', ');
  store.sql.exec(`DROP VIEW IF EXISTS ${quoted(table.name)}`);
  store.sql.exec(
    `CREATE VIEW ${quoted(table.name)} AS SELECT * FROM ${quoted(table.storage)} WHERE sys_class_name IN (${names})`,
  );
}

/** Lists of one class, in the orders that clients page by: they stay fast whatever else the table holds. */
const orders = ['sys_id', 'active', 'sys_updated_on', 'sys_created_on', 'number'];

function createClassIndexes(
  store: Store,
  storage: string,
  columns: ReadonlyMap<string, Column>,
): void {
  for (const order of orders) {
    if (order !== 'sys_id' && !columns.has(order)) continue;
    store.sql.exec(
      `CREATE INDEX IF NOT EXISTS ${quoted(`class_${storage}_${order}`)}
         ON ${quoted(storage)} (sys_class_name, ${quoted(order)})`,
    );
  }
}

function presentColumns(store: Store, storage: string): Set<string> {
  const rows = store.prepare('SELECT name FROM pragma_table_info(?)').all(storage);
  return new Set(rows.map((row) => textOf(row['name'])));
}

function createTable(store: Store, storage: string, columns: ReadonlyMap<string, Column>): void {
  const definitions = [...columns.values()].map(definitionOf);
  store.sql.exec(
    `CREATE TABLE ${quoted(storage)} (${['"sys_id" TEXT PRIMARY KEY', ...definitions].join(', ')})`,
  );
}

function addColumns(
  store: Store,
  storage: string,
  present: ReadonlySet<string>,
  columns: ReadonlyMap<string, Column>,
): void {
  for (const column of columns.values()) {
    if (present.has(column.name)) continue;
    store.sql.exec(`ALTER TABLE ${quoted(storage)} ADD COLUMN ${definitionOf(column)}`);
  }
}

/** MySQL compares text without regard to case, so the columns do as well. */
function definitionOf(column: Column): string {
  if (column.type === 'integer' || column.type === 'longint')
    return `${quoted(column.name)} INTEGER`;
  if (isNumeric(column)) return `${quoted(column.name)} NUMERIC`;
  return `${quoted(column.name)} TEXT COLLATE NOCASE`;
}

/** The one primitive that the app trusts: `unique` in the dictionary is a unique index in the database. */
function createIndex(store: Store, storage: string, column: Column): void {
  if (!column.unique && !indexed.has(column.name)) return;
  const name = quoted(`${column.unique ? 'unique' : 'index'}_${storage}_${column.name}`);
  store.sql.exec(
    `CREATE ${column.unique ? 'UNIQUE' : ''} INDEX IF NOT EXISTS ${name} ON ${quoted(storage)} (${quoted(column.name)})`,
  );
}
