import { textOf, type Store } from './database.ts';

/**
 * Tells SQLite's planner what a filled table looks like. Without figures it takes an index on the class for as
 * good as one on the number and then reads half the table; ANALYZE on a fresh, nearly empty instance would
 * say the same. So the figures are written, not measured: 100,000 rows, a fifth of them of one class.
 */
export function writeStatistics(store: Store, storages: readonly string[]): void {
  store.sql.exec('ANALYZE _counter');
  const clear = store.sql.prepare('DELETE FROM sqlite_stat1 WHERE tbl = ?');
  const write = store.sql.prepare('INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)');
  for (const storage of storages) {
    clear.run(storage);
    for (const index of indexesOf(store, storage)) {
      write.run(storage, index.name, ['100000', ...selectivity(index)].join(' '));
    }
  }
}

interface Index {
  readonly name: string;
  readonly isUnique: boolean;
  readonly columns: readonly string[];
}

function indexesOf(store: Store, storage: string): Index[] {
  const rows = store.prepare('SELECT name, "unique" FROM pragma_index_list(?)').all(storage);
  return rows.map((row) => ({
    name: textOf(row['name']),
    isUnique: textOf(row['unique']) === '1',
    columns: store
      .prepare('SELECT name FROM pragma_index_info(?)')
      .all(textOf(row['name']))
      .map((column) => textOf(column['name'])),
  }));
}

/** Rows that share the first column, the first two, and so on. */
function selectivity(index: Index): string[] {
  return index.columns.map((column, position) => {
    const isLast = position === index.columns.length - 1;
    if (isLast && (index.isUnique || column === 'sys_id')) return '1';
    if (column === 'sys_class_name') return '20000';
    return position === 0 && !isLast ? '1000' : '3';
  });
}
