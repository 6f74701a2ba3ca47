import { textOf, type Store } from './database.ts';

/** Every insert, update and delete, in commit order; written in the transaction of the write itself. */
export interface WriteLogEntry {
  readonly seq: number;
  readonly at: string;
  readonly table: string;
  readonly sys_id: string;
  readonly number: string;
  readonly operation: 'insert' | 'update' | 'delete';
  readonly changes: Readonly<Record<string, { readonly old: string; readonly new: string }>>;
  readonly user: string;
  readonly transaction: string;
}

const INSERT = `INSERT INTO _write_log (at, table_name, sys_id, number, operation, changes, user, txn)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;

export function recordWrite(store: Store, entry: Omit<WriteLogEntry, 'seq'>): void {
  store
    .prepare(INSERT)
    .run(
      entry.at,
      entry.table,
      entry.sys_id,
      entry.number,
      entry.operation,
      JSON.stringify(entry.changes),
      entry.user,
      entry.transaction,
    );
}

/** The number of the newest entry. */
export function lastLogged(store: Store): number {
  return Number(store.prepare('SELECT max(seq) AS seq FROM _write_log').get()?.['seq'] ?? 0);
}

export interface WriteLogQuery {
  readonly after?: number;
  readonly table?: string;
  readonly sysId?: string;
  readonly limit?: number;
}

export function readWriteLog(store: Store, query: WriteLogQuery): WriteLogEntry[] {
  const rows = store
    .prepare(
      `SELECT * FROM _write_log WHERE seq > ? AND table_name LIKE ? AND sys_id LIKE ? ORDER BY seq LIMIT ?`,
    )
    .all(
      query.after ?? 0,
      textOf(query.table) || '%',
      textOf(query.sysId) || '%',
      query.limit ?? 100_000,
    );
  return rows.map((row) => ({
    seq: Number(row['seq']),
    at: textOf(row['at']),
    table: textOf(row['table_name']),
    sys_id: textOf(row['sys_id']),
    number: textOf(row['number']),
    operation: toOperation(textOf(row['operation'])),
    changes: parseChanges(textOf(row['changes'])),
    user: textOf(row['user']),
    transaction: textOf(row['txn']),
  }));
}

function toOperation(text: string): WriteLogEntry['operation'] {
  return text === 'insert' || text === 'delete' ? text : 'update';
}

function parseChanges(text: string): WriteLogEntry['changes'] {
  const changes: WriteLogEntry['changes'] = JSON.parse(text);
  return changes;
}
