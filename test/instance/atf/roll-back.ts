import { isJournal } from '../dictionary/dictionary.ts';
import { invalidateCachesOf } from '../engine/metadata.ts';
import type { Engine } from '../engine/session.ts';
import { deleteRow, insertRow, updateRow } from '../store/records.ts';
import type { Values } from '../store/rows.ts';
import { readWriteLog, recordWrite, type WriteLogEntry } from '../store/write-log.ts';

/** Undoes what a transaction wrote, the last first; no rules run. The log tells of it, as of every write. */
export function rollBack(engine: Engine, transaction: string, after: number): void {
  const entries = readWriteLog(engine.store, { after }).filter(
    (entry) => entry.transaction === transaction && !isExcluded(entry.table),
  );
  for (const entry of entries.toReversed()) undo(engine, entry);
}

/** Logs and mail stay, and what the framework itself keeps (documentation: atf-excluded-from-rollback.md). */
function isExcluded(table: string): boolean {
  return /^(syslog|sys_atf_test_result|sys_email|ecc_queue|sys_number_counter|v_|ts_)/.test(table);
}

function undo(engine: Engine, entry: WriteLogEntry): void {
  const { store } = engine;
  const table = engine.dictionary().find(entry.table);
  if (table === undefined) return;
  const before: Values = {};
  for (const [name, change] of Object.entries(entry.changes)) {
    const column = table.columns.get(name);
    if (column !== undefined && !isJournal(column)) before[name] = change.old;
  }
  const operation = { insert: 'delete', update: 'update', delete: 'insert' } as const;
  store.write(() => {
    if (entry.operation === 'insert') {
      deleteRow(store, table, entry.sys_id);
      store.prepare('DELETE FROM sys_journal_field WHERE element_id = ?').run(entry.sys_id);
    } else if (entry.operation === 'update') updateRow(store, table, entry.sys_id, before);
    else insertRow(store, table, before);
    recordWrite(store, {
      ...entry,
      at: new Date(engine.shared.nowMs()).toISOString(),
      operation: operation[entry.operation],
      changes: Object.fromEntries(
        Object.entries(entry.changes).map(([name, change]) => [
          name,
          { old: change.new, new: change.old },
        ]),
      ),
      user: 'system',
    });
  });
  invalidateCachesOf(engine.shared, table);
}
