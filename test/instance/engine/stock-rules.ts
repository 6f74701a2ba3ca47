import { formatUtc } from '../query/date-operators.ts';
import {
  type Rule,
  storedValueOf,
  valueOf,
  type Operation,
  type Row,
  type Session,
} from './session.ts';

/**
 * Behavior that the platform ships as business rules on task and incident, written here in TypeScript.
 * They run between the scripted rules, by their order.
 */
export const stockRules: readonly Rule[] = [
  stockRule('Set task defaults', 'task', 10, ['insert'], setTaskDefaults),
  stockRule(
    'Sync state and incident_state',
    'incident',
    20,
    ['insert', 'update'],
    syncIncidentState,
  ),
  stockRule('Sync state and problem_state', 'problem', 20, ['insert', 'update'], syncProblemState),
  stockRule('Task Active State Management', 'task', 50, ['insert', 'update'], manageActive),
  stockRule('mark_resolved', 'incident', 100, ['insert', 'update'], markResolved),
  stockRule('mark_closed', 'task', 100, ['insert', 'update'], markClosed),
  stockRule('Incident Reopened', 'incident', 110, ['update'], countReopening),
  stockRule('Clear hold reason', 'incident', 120, ['update'], clearHoldReason),
  stockRule('Count reassignments', 'task', 130, ['update'], countReassignments),
];

function stockRule(
  name: string,
  table: string,
  order: number,
  operations: readonly Operation[],
  run: (session: Session, row: Row) => void,
): Rule {
  return {
    name,
    sysId: name.toLowerCase().replaceAll(/\W+/g, '_'),
    table,
    when: 'before',
    order,
    operations: new Set(operations),
    filter: undefined,
    holds: () => true,
    run,
  };
}

function changed(row: Row, name: string): boolean {
  return valueOf(row, name) !== storedValueOf(row, name);
}

function now(session: Session): string {
  return formatUtc(session.engine.shared.nowMs());
}

function setIfEmpty(row: Row, name: string, value: string): void {
  if (row.table.columns.has(name) && valueOf(row, name) === '') row.values[name] = value;
}

function setTaskDefaults(session: Session, row: Row): void {
  setIfEmpty(row, 'opened_at', now(session));
  setIfEmpty(row, 'opened_by', session.user.sysId);
  setIfEmpty(row, 'active', '1');
  if (row.table.columns.has('task_effective_number'))
    setIfEmpty(row, 'task_effective_number', valueOf(row, 'number'));
}

/** state and incident_state always agree; the one that was written wins, state when both were. */
function syncIncidentState(_session: Session, row: Row): void {
  if (!row.table.columns.has('incident_state')) return;
  const state = valueOf(row, 'state');
  const incidentState = valueOf(row, 'incident_state');
  if (state === incidentState) return;
  const stateWasWritten =
    row.stored === undefined ? state !== '1' || incidentState === '' : changed(row, 'state');
  if (stateWasWritten && state !== '') row.values['incident_state'] = state;
  else if (incidentState !== '') row.values['state'] = incidentState;
}

/** The older field of the two shows what `state` says (assumed). */
function syncProblemState(_session: Session, row: Row): void {
  row.values['problem_state'] = valueOf(row, 'state');
}

/** States that end a record: the `close_states` attribute of each class's state field. */
const closeStates: Readonly<Record<string, readonly string[]>> = {
  incident: ['7', '8'],
  problem: ['107', '4'],
  problem_task: ['157', '4'],
  change_request: ['3', '4'],
  change_task: ['3', '4'],
  task: ['3', '4', '7'],
};

function isClosed(row: Row): boolean {
  const states =
    row.table.lineage.map((name) => closeStates[name]).find((list) => list !== undefined) ?? [];
  return states.includes(valueOf(row, 'state'));
}

function manageActive(_session: Session, row: Row): void {
  if (!row.table.columns.has('active') || valueOf(row, 'state') === '') return;
  if (row.stored !== undefined && !changed(row, 'state')) return;
  row.values['active'] = isClosed(row) ? '0' : '1';
}

function markResolved(session: Session, row: Row): void {
  if (!changed(row, 'state')) return;
  const state = valueOf(row, 'state');
  if (state === '6' || state === '7') {
    setIfEmpty(row, 'resolved_at', now(session));
    setIfEmpty(row, 'resolved_by', session.user.sysId);
  } else if (storedValueOf(row, 'state') === '6' || storedValueOf(row, 'state') === '7') {
    for (const name of ['resolved_at', 'resolved_by', 'close_code', 'close_notes'])
      delete row.values[name];
  }
}

function markClosed(session: Session, row: Row): void {
  if (!row.table.columns.has('closed_at') || !changed(row, 'state')) return;
  if (isClosed(row)) {
    setIfEmpty(row, 'closed_at', now(session));
    setIfEmpty(row, 'closed_by', session.user.sysId);
  } else if (row.stored !== undefined) {
    delete row.values['closed_at'];
    delete row.values['closed_by'];
  }
}

function countReopening(session: Session, row: Row): void {
  if (!changed(row, 'state')) return;
  const wasDone = ['6', '7', '8'].includes(storedValueOf(row, 'state'));
  if (!wasDone || ['6', '7', '8'].includes(valueOf(row, 'state'))) return;
  if (row.table.columns.has('reopen_count')) {
    row.values['reopen_count'] = String(Number(storedValueOf(row, 'reopen_count') || '0') + 1);
  }
  if (row.table.columns.has('reopened_by')) row.values['reopened_by'] = session.user.sysId;
  if (row.table.columns.has('reopened_time')) row.values['reopened_time'] = now(session);
}

function clearHoldReason(_session: Session, row: Row): void {
  if (changed(row, 'state') && valueOf(row, 'state') !== '3') delete row.values['hold_reason'];
}

function countReassignments(_session: Session, row: Row): void {
  if (!row.table.columns.has('reassignment_count')) return;
  const previous = storedValueOf(row, 'assignment_group');
  if (previous === '' || !changed(row, 'assignment_group')) return;
  row.values['reassignment_count'] = String(
    Number(storedValueOf(row, 'reassignment_count') || '0') + 1,
  );
}
