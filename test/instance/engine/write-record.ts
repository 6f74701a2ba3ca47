import type { Operation, Row, Session } from './session.ts';
import { valueOf } from './session.ts';
import { isJournal } from '../dictionary/dictionary.ts';
import { deleteRow, insertRow, updateRow } from '../store/records.ts';
import { recordWrite, type WriteLogEntry } from '../store/write-log.ts';
import { trackCustomization } from './customer-updates.ts';
import { applyDefaults, stampCreated, stampUpdated } from './defaults.ts';
import { noteDeleted } from './deleted-records.ts';
import { findDataPolicyFault } from './data-policies.ts';
import { clearJournals, pendingJournals, writeJournals } from './journal.ts';
import { invalidateCachesOf } from './metadata.ts';
import { lookUpPriority } from './priority-lookup.ts';
import { queueAsyncRules, runRules } from './run-rules.ts';

export type WriteOutcome =
  | { readonly kind: 'written' }
  | { readonly kind: 'unchanged' }
  | {
      readonly kind: 'refused';
      readonly because: 'aborted' | 'data policy' | 'duplicate';
      readonly detail: string;
    };

const WRITTEN = { kind: 'written' } as const;

/**
 * The order of things around a write (servicenow-platform.md section 5): before rules below 1000, engines
 * (priority lookup, data policies), before rules from 1000, the database, after rules.
 */
export function insertRecord(session: Session, row: Row): WriteOutcome {
  row.operation = 'insert';
  applyDefaults(session, row);
  stampCreated(session, row);
  const refused = prepareWrite(session, row, 'insert');
  if (refused !== undefined) return refused;
  const failure = store(session, row, 'insert');
  if (failure !== undefined) return failure;
  return finishWrite(session, row, 'insert');
}

export function updateRecord(session: Session, row: Row): WriteOutcome {
  row.operation = 'update';
  if (changedFields(row).length === 0) return { kind: 'unchanged' };
  const refused = prepareWrite(session, row, 'update');
  if (refused !== undefined) return refused;
  if (changedFields(row).length === 0) return { kind: 'unchanged' };
  stampUpdated(session, row);
  const failure = store(session, row, 'update');
  if (failure !== undefined) return failure;
  return finishWrite(session, row, 'update');
}

export function deleteRecord(session: Session, row: Row): WriteOutcome {
  row.operation = 'delete';
  if (row.runRules) runRules(session, row, 'before', 'delete');
  const aborted = abortion(row);
  if (aborted !== undefined) return aborted;
  const failure = store(session, row, 'delete');
  if (failure !== undefined) return failure;
  if (row.runRules) runRules(session, row, 'after', 'delete');
  return WRITTEN;
}

/** Fields that differ from what is stored; journal fields count when they hold a new text. */
export function changedFields(row: Row): string[] {
  const names = new Set([...Object.keys(row.values), ...Object.keys(row.stored ?? {})]);
  return [...names].filter((name) => (row.values[name] ?? '') !== (row.stored?.[name] ?? ''));
}

function prepareWrite(session: Session, row: Row, operation: Operation): WriteOutcome | undefined {
  const early = (order: number): boolean => order < 1000;
  if (row.runRules) runRules(session, row, 'before', operation, early);
  if (row.table.lineage.includes('task')) lookUpPriority(session.engine, row);
  const fault = row.runRules ? findDataPolicyFault(session, row) : undefined;
  if (fault !== undefined) {
    row.lastError = fault;
    return { kind: 'refused', because: 'data policy', detail: fault };
  }
  if (row.runRules) runRules(session, row, 'before', operation, (order) => !early(order));
  return abortion(row);
}

function abortion(row: Row): WriteOutcome | undefined {
  if (row.abortedBy === undefined) return undefined;
  const { rule, stack } = row.abortedBy;
  const detail = `Operation against file '${row.table.name}' was aborted by Business Rule '${rule}'. Business Rule Stack:${stack.join(',')}`;
  row.lastError = detail;
  return { kind: 'refused', because: 'aborted', detail };
}

/** The commit: the row, its journal entries, the write log and the async jobs, all or nothing. */
function store(session: Session, row: Row, operation: Operation): WriteOutcome | undefined {
  try {
    session.engine.store.write(() => {
      applyToDatabase(session, row, operation);
      if (operation === 'delete') noteDeleted(session, row);
      else writeJournals(session, row);
      if (row.runRules) queueAsyncRules(session, row, operation);
      trackCustomization(session, row, operation);
      recordWrite(session.engine.store, logEntry(session, row, operation));
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const detail = `Unique Key violation detected by database (Duplicate entry '${duplicateOf(row, error)}' for key '${row.table.name}')`;
    row.lastError = detail;
    session.engine.scripts.logError(session, detail, 'com.glide.db');
    return { kind: 'refused', because: 'duplicate', detail };
  }
  invalidateCachesOf(session.engine.shared, row.table);
  return undefined;
}

function applyToDatabase(session: Session, row: Row, operation: Operation): void {
  const { store: database } = session.engine;
  const sysId = valueOf(row, 'sys_id');
  if (operation === 'insert') insertRow(database, row.table, row.values);
  else if (operation === 'delete') deleteRow(database, row.table, sysId);
  else updateRow(database, row.table, sysId, storedChanges(row));
}

function storedChanges(row: Row): Record<string, string> {
  const changes: Record<string, string> = {};
  for (const name of changedFields(row)) {
    const column = row.table.columns.get(name);
    if (column !== undefined && !isJournal(column)) changes[name] = valueOf(row, name);
  }
  return changes;
}

function logEntry(session: Session, row: Row, operation: Operation): Omit<WriteLogEntry, 'seq'> {
  const changes: Record<string, { old: string; new: string }> = {};
  const isGone = operation === 'delete';
  for (const name of isGone ? Object.keys(row.stored ?? {}) : changedFields(row)) {
    if (row.table.columns.get(name)?.type.startsWith('password') === true) continue;
    changes[name] = { old: row.stored?.[name] ?? '', new: isGone ? '' : valueOf(row, name) };
  }
  return {
    at: new Date(session.engine.shared.nowMs()).toISOString(),
    table: row.table.name,
    sys_id: valueOf(row, 'sys_id'),
    number: valueOf(row, 'number'),
    operation,
    changes,
    user: session.user.userName,
    transaction: session.transaction,
  };
}

function finishWrite(session: Session, row: Row, operation: Operation): WriteOutcome {
  if (row.runRules) runRules(session, row, 'after', operation);
  settle(row);
  return WRITTEN;
}

/** From here on the record is what the database holds. */
function settle(row: Row): void {
  if (pendingJournals(row).length > 0) clearJournals(row);
  row.stored = { ...row.values };
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && /UNIQUE constraint failed/.test(error.message);
}

function duplicateOf(row: Row, error: unknown): string {
  const name =
    /UNIQUE constraint failed: \w+\.(\w+)/.exec(error instanceof Error ? error.message : '')?.[1] ??
    '';
  return valueOf(row, name);
}
