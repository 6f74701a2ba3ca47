import { requireTable } from '../dictionary/dictionary.ts';
import { newSysId } from '../engine/ids.ts';
import { newRow, rowFrom, valueOf, type Row, type Session } from '../engine/session.ts';
import { deleteRecord, insertRecord, updateRecord } from '../engine/write-record.ts';
import { formatUtc } from '../query/date-operators.ts';
import { toValues } from '../store/rows.ts';
import { empty, failure, json, noRecord } from './answer.ts';
import { itemsOf, requestedChange } from './change-items.ts';
import { plannedFor, plannedSpan } from './change-schedule.ts';
import { readers, writers } from './change-records.ts';
import { refusalOf } from './table-write.ts';
import { renderTyped } from './typed-record.ts';
import type { Handler } from './route.ts';

/** Looks for other changes of the same items at the same time; windows and blackouts are left out. */
export const checkConflicts: Handler = (request, context) => {
  const change = requestedChange(request, context, writers);
  if (change === undefined) return noRecord;
  const { session } = context;
  const span = plannedSpan(change);
  const items = itemsOf(session, change);
  // That a check that cannot start is 400 is documented, the wording is assumed.
  if (span === undefined || items.length === 0)
    return failure(400, 'Bad Request', 'The change needs an item, a planned start and an end');
  for (const row of conflictsOf(session, valueOf(change, 'sys_id'))) deleteRecord(session, row);
  const others = plannedFor(session, items, valueOf(change, 'sys_id')).filter(
    (other) => other.startMs < span.endMs && span.startMs < other.endMs,
  );
  for (const other of others) note(session, change, other.change, items[0] ?? '');
  change.values['conflict_status'] = others.length > 0 ? 'Conflict' : 'No Conflict';
  change.values['conflict_last_run'] = formatUtc(session.engine.shared.nowMs());
  const outcome = updateRecord(session, change);
  return outcome.kind === 'refused' ? refusalOf(outcome) : json(200, { result: newSysId() });
};

function note(session: Session, change: Row, other: string, item: string): void {
  const row = newRow(requireTable(session.engine.dictionary(), 'conflict'));
  row.values = {
    change: valueOf(change, 'sys_id'),
    conflicting_change: other,
    configuration_item: item,
    type: 'ci_already_scheduled',
  };
  insertRecord(session, row);
}

function conflictsOf(session: Session, change: string): Row[] {
  const table = requireTable(session.engine.dictionary(), 'conflict');
  const rows = session.engine.store.prepare('SELECT * FROM conflict WHERE change = ?').all(change);
  return rows.map((row) => rowFrom(table, toValues(row)));
}

/** Once it ran, the status is "Conflict" even without any, as documented. */
export const getConflicts: Handler = (request, context) => {
  const change = requestedChange(request, context, readers);
  if (change === undefined) return noRecord;
  const { session, scripts } = context;
  const lastRun = valueOf(change, 'conflict_last_run');
  const found = conflictsOf(session, valueOf(change, 'sys_id'));
  const hasRun = lastRun !== '';
  return json(200, {
    result: {
      status: hasRun ? 'Conflict' : 'Not run',
      last_run: lastRun,
      record_count: hasRun ? '1' : '0',
      job_status: hasRun ? '2' : '0',
      conflicts: found.map((row) => renderTyped(session, scripts.access, row)),
    },
  });
};

/** Checks end before they are answered, so there is never one to cancel; the answer is the documented one. */
export const cancelCheck: Handler = (request, context) =>
  requestedChange(request, context, writers) === undefined ? noRecord : empty(200);
