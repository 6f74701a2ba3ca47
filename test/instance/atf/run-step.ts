import { requireTable, type Table } from '../dictionary/dictionary.ts';
import { newSysId } from '../engine/ids.ts';
import { normalizeValue } from '../engine/normalize-value.ts';
import { newRow, rowFrom, valueOf, type Row, type Session } from '../engine/session.ts';
import { templateValues } from '../engine/template-values.ts';
import { deleteRecord, insertRecord, updateRecord } from '../engine/write-record.ts';
import type { AccessOperation } from '../acl/access.ts';
import { findRows } from '../glide/find-rows.ts';
import { parseEncodedQuery } from '../query/parse-encoded-query.ts';
import { setFields } from '../rest/table-write.ts';
import { readRecord } from '../store/records.ts';
import type { LoadedStep } from './load-test.ts';
import { runScriptStep } from './run-script-step.ts';
import type { Step, StepOutcome, TestRun } from './step.ts';
import type { StepKind } from './step-kinds.ts';

const kinds: Readonly<Record<StepKind, (step: Step) => StepOutcome>> = {
  'run script': runScriptStep,
  insert: insertStep,
  update: updateStep,
  delete: deleteStep,
  validate: validateStep,
  query: queryStep,
  'create user': createUserStep,
  impersonate: impersonateStep,
  log: ({ inputs }) => success(inputs['log'] ?? ''),
};

export function runStep(run: TestRun, step: LoadedStep): StepOutcome {
  if (step.config === undefined)
    return { status: 'error', output: `The step '${step.name}' is not imitated` };
  const outputs: Record<string, string> = {};
  const outcome = kinds[step.config.kind]({
    run,
    step,
    session: sessionOf(run),
    inputs: filled(run, step.inputs),
    outputs,
  });
  run.outputs.set(step.sysId, outputs);
  return outcome;
}

function sessionOf(run: TestRun): Session {
  return {
    engine: run.running.engine,
    user: run.user,
    transaction: run.transaction,
    interactive: false,
    ruleStack: [],
    messages: [],
  };
}

/** `{{step['<sys_id>'].record_id}}` is an output of an earlier step. */
function filled(
  run: TestRun,
  inputs: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const fill = (text: string): string =>
    text.replaceAll(
      /\{\{step\[(?:'|&#39;|\\u0027)([0-9a-f]{32})(?:'|&#39;|\\u0027)\]\.(\w+)\}\}/g,
      (_whole, sysId: string, name: string) => run.outputs.get(sysId)?.[name] ?? '',
    );
  return Object.fromEntries(Object.entries(inputs).map(([name, text]) => [name, fill(text)]));
}

function success(output: string): StepOutcome {
  return { status: 'success', output };
}

function verdict(isGood: boolean, output: string): StepOutcome {
  return { status: isGood ? 'success' : 'failure', output };
}

function isOn(value: string | undefined): boolean {
  return value === '1' || value === 'true';
}

function tableOf({ session, inputs }: Step): Table {
  return requireTable(session.engine.dictionary(), inputs['table'] ?? '');
}

/** Without security a step writes as a script does; with it, as the user of the test may. */
function mayUse(step: Step, operation: AccessOperation, row: Row): boolean {
  if (!isOn(step.inputs['enforce_security'])) return true;
  return step.run.running.scripts.access.mayUseTable(step.session, row.table, operation, row);
}

function applyValues(step: Step, row: Row, operation: 'create' | 'write'): void {
  const values = templateValues(step.inputs['field_values'] ?? '');
  if (isOn(step.inputs['enforce_security'])) {
    const { scripts } = step.run.running;
    setFields({ values, isDisplay: false }, { session: step.session, scripts }, row, operation);
    return;
  }
  for (const [name, value] of Object.entries(values)) {
    const column = row.table.columns.get(name);
    if (column !== undefined) row.values[name] = normalizeValue(column, value);
  }
}

function insertStep(step: Step): StepOutcome {
  const row = newRow(tableOf(step));
  const isExpected = step.inputs['assert_type'] !== 'record_not_inserted';
  if (!mayUse(step, 'create', row))
    return verdict(!isExpected, 'Security constraints prevented the insert');
  applyValues(step, row, 'create');
  const outcome = insertRecord(step.session, row);
  const isDone = outcome.kind === 'written';
  if (isDone) {
    step.outputs['table'] = row.table.name;
    step.outputs['record_id'] = valueOf(row, 'sys_id');
  }
  const output =
    outcome.kind === 'refused'
      ? outcome.detail
      : `Inserted ${row.table.name} ${valueOf(row, 'sys_id')}`;
  return verdict(isDone === isExpected, output);
}

function recordOf(step: Step): Row | undefined {
  const table = tableOf(step);
  const sysId = step.inputs['record_id'] ?? '';
  const stored = readRecord(step.session.engine.store, table, sysId);
  return stored === undefined ? undefined : rowFrom(table, stored);
}

function updateStep(step: Step): StepOutcome {
  const row = recordOf(step);
  const isExpected = step.inputs['assert_type'] !== 'record_not_updated';
  if (row === undefined) return verdict(!isExpected, 'There is no such record');
  if (!mayUse(step, 'write', row))
    return verdict(!isExpected, 'Security constraints prevented the update');
  applyValues(step, row, 'write');
  const outcome = updateRecord(step.session, row);
  const output = outcome.kind === 'refused' ? outcome.detail : 'Updated the record';
  return verdict((outcome.kind !== 'refused') === isExpected, output);
}

function deleteStep(step: Step): StepOutcome {
  const row = recordOf(step);
  const isExpected = step.inputs['assert_type'] !== 'record_not_deleted';
  if (row === undefined) return verdict(!isExpected, 'There is no such record');
  if (!mayUse(step, 'delete', row))
    return verdict(!isExpected, 'Security constraints prevented the deletion');
  const outcome = deleteRecord(step.session, row);
  const output = outcome.kind === 'refused' ? outcome.detail : 'Deleted the record';
  return verdict((outcome.kind !== 'refused') === isExpected, output);
}

function matching(step: Step, condition: string): Row[] {
  const table = tableOf(step);
  const query = parseEncodedQuery(condition);
  return findRows(step.session.engine, table, query, { limit: 100, offset: 0 })
    .map((values) => rowFrom(table, values))
    .filter((row) => mayUse(step, 'read', row));
}

/** Asked again until it holds or the time of the step is over; rules may still be at work. */
function until(step: Step, holds: () => boolean): boolean {
  const deadline = Date.now() + step.step.timeoutMs;
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    if (holds()) return true;
    if (Date.now() >= deadline) return false;
    Atomics.wait(pause, 0, 0, 50);
  }
}

function queryStep(step: Step): StepOutcome {
  const wanted = step.inputs['assert_type'] !== 'no_records_match_query';
  const condition = step.inputs['field_values'] ?? '';
  let rows: Row[] = [];
  const isGood = until(step, () => {
    rows = matching(step, condition);
    return rows.length > 0 === wanted;
  });
  step.outputs['table'] = step.inputs['table'] ?? '';
  const [first] = rows;
  if (first !== undefined) step.outputs['first_record'] = valueOf(first, 'sys_id');
  return verdict(isGood, `${rows.length} records match ${condition}`);
}

function validateStep(step: Step): StepOutcome {
  const wanted = step.inputs['assert_type'] !== 'record_not_found';
  const values = (step.inputs['field_values'] ?? '').replace(/\^EQ$/, '');
  const condition = `sys_id=${step.inputs['record_id'] ?? ''}${values === '' ? '' : `^${values}`}`;
  const isGood = until(step, () => matching(step, condition).length > 0 === wanted);
  return verdict(isGood, `${isGood ? 'As' : 'Not as'} expected: ${condition}`);
}

function createUserStep(step: Step): StepOutcome {
  const { session, inputs, run } = step;
  const dictionary = session.engine.dictionary();
  const sysId = newSysId();
  const insert = (tableName: string, values: Record<string, string>): void => {
    const row = newRow(requireTable(dictionary, tableName));
    insertRecord(session, { ...row, values });
  };
  const { first_name: first = '', last_name: last = '' } = inputs;
  insert('sys_user', {
    ...templateValues(inputs['field_values'] ?? ''),
    sys_id: sysId,
    user_name: `atf.${sysId.slice(0, 12)}`,
    first_name: first,
    last_name: last,
    active: '1',
  });
  for (const role of listOf(inputs['roles']))
    insert('sys_user_has_role', { user: sysId, role, state: 'active', inherited: '0' });
  for (const group of listOf(inputs['groups'])) insert('sys_user_grmember', { user: sysId, group });
  session.engine.shared.invalidate('users');
  step.outputs['user'] = sysId;
  const user = session.engine.findUser(sysId);
  if (isOn(inputs['impersonate']) && user !== undefined) run.user = user;
  return verdict(user !== undefined, `Created the user ${first} ${last}`);
}

function listOf(text: string | undefined): string[] {
  return (text ?? '').split(',').filter((one) => one !== '');
}

function impersonateStep(step: Step): StepOutcome {
  const user = step.session.engine.findUser(step.inputs['user'] ?? '');
  if (user === undefined) return verdict(false, 'There is no such user');
  step.run.user = user;
  step.outputs['user'] = user.sysId;
  return success(`Impersonates ${user.displayName}`);
}
