import { hashPassword } from '../auth/password.ts';
import type { Column, Table } from '../dictionary/dictionary.ts';
import { fromDisplay, zoneOf } from '../engine/display.ts';
import { isSysId } from '../engine/ids.ts';
import { normalizeValue } from '../engine/normalize-value.ts';
import { newRow, rowFrom, valueOf, type Row } from '../engine/session.ts';
import {
  deleteRecord,
  insertRecord,
  updateRecord,
  type WriteOutcome,
} from '../engine/write-record.ts';
import { readRecord } from '../store/records.ts';
import { empty, failure, isSet, json, noRecord, type Answer, type Request } from './answer.ts';
import { readBody } from './read-body.ts';
import { readAgain, readOptions, renderOne, requestedTable } from './table-request.ts';
import type { RequestContext } from './route.ts';

function constrained(operation: 'Insert' | 'Update' | 'Delete'): Answer {
  return failure(
    403,
    'Operation Failed',
    `ACL Exception ${operation} Failed due to security constraints`,
  );
}

export function createRecord(request: Request, context: RequestContext): Answer {
  const { session, scripts } = context;
  const table = requestedTable(request, context, 'create');
  const row = newRow(table);
  if (!scripts.access.mayUseTable(session, table, 'create', undefined))
    return constrained('Insert');
  setFields(inputOf(request), context, row, 'create');
  const outcome = insertRecord(session, row);
  if (outcome.kind === 'refused') return refusalOf(outcome);
  const sysId = valueOf(row, 'sys_id');
  const headers = { location: `${request.origin}/api/now/table/${table.name}/${sysId}` };
  if (isSet(request.headers['x-no-response-body'])) return empty(201, headers);
  const written = readAgain(context, table, sysId) ?? row;
  return json(201, { result: renderOne(request, context, written, readOptions(request)) }, headers);
}

/** PUT and PATCH do the same: they set the given fields and leave the others alone. */
export function modifyRecord(request: Request, context: RequestContext): Answer {
  const { session, scripts } = context;
  const table = requestedTable(request, context, 'write');
  const row = findRow(request, context, table);
  if (row === undefined || !scripts.access.mayUseTable(session, table, 'read', row))
    return noRecord;
  if (!scripts.access.mayUseTable(session, table, 'write', row)) return constrained('Update');
  setFields(inputOf(request), context, row, 'write');
  const outcome = updateRecord(session, row);
  if (outcome.kind === 'refused') return refusalOf(outcome);
  if (isSet(request.headers['x-no-response-body'])) return empty(200);
  const written = readAgain(context, row.table, valueOf(row, 'sys_id')) ?? row;
  return json(200, { result: renderOne(request, context, written, readOptions(request)) });
}

export function deleteOne(request: Request, context: RequestContext): Answer {
  const { session, scripts } = context;
  const table = requestedTable(request, context, 'delete');
  const row = findRow(request, context, table);
  if (row === undefined || !scripts.access.mayUseTable(session, table, 'read', row))
    return noRecord;
  if (!scripts.access.mayUseTable(session, table, 'delete', row)) return constrained('Delete');
  const outcome = deleteRecord(session, row);
  return outcome.kind === 'refused' ? refusalOf(outcome) : empty(204);
}

/** A record reached through a parent table is written as what it is: rules and choices of its own class. */
function findRow(request: Request, context: RequestContext, table: Table): Row | undefined {
  const { engine } = context.session;
  const sysId = request.parameters['sys_id'] ?? '';
  const stored = readRecord(engine.store, table, sysId);
  if (stored === undefined) return undefined;
  const actual = engine.dictionary().find(stored['sys_class_name'] ?? '') ?? table;
  const full =
    actual.name === table.name ? stored : (readRecord(engine.store, actual, sysId) ?? stored);
  return rowFrom(actual.lineage.includes(table.name) ? actual : table, full);
}

export interface FieldInput {
  readonly values: Readonly<Record<string, string>>;
  /** Whether the values are what a person would type. */
  readonly isDisplay: boolean;
}

function inputOf(request: Request): FieldInput {
  return {
    values: readBody(request),
    isDisplay: isSet(request.query.get('sysparm_input_display_value')),
  };
}

/**
 * Unknown fields, fields that may not be written and invalid choices are dropped without a word. A password is
 * set only as a display value, as a form does (servicenow.itsm's own tests sign in so); else it has no effect (0.8).
 */
export function setFields(
  input: FieldInput,
  context: Pick<RequestContext, 'session' | 'scripts'>,
  row: Row,
  operation: 'create' | 'write',
): void {
  const { session, scripts } = context;
  for (const [name, text] of Object.entries(input.values)) {
    const column = row.table.columns.get(name);
    if (column === undefined || isProtected(context, column, operation, text)) continue;
    if (column.type === 'password' && !input.isDisplay) continue;
    if (!scripts.access.mayUseField(session, row.table, column, operation, row)) continue;
    const zone = zoneOf(session.engine, session.user.timeZone);
    const value = normalizeValue(
      column,
      input.isDisplay ? fromDisplay(session.engine, column, text, zone) : text,
    );
    if (isUnknownChoice(column, value)) continue;
    if (column.type === 'password') row.values[name] = hashPassword(text);
    else if (value === '') delete row.values[name];
    else row.values[name] = value;
  }
}

const systemFields = new Set([
  'sys_id',
  'sys_created_by',
  'sys_created_on',
  'sys_updated_by',
  'sys_updated_on',
]);
const neverSet = new Set([
  'sys_mod_count',
  'sys_class_name',
  'sys_domain',
  'sys_domain_path',
  'sys_tags',
]);

/** sys_scope and application are accepted and stored as global (0.10). */
function isProtected(
  context: Pick<RequestContext, 'session'>,
  column: Column,
  operation: 'create' | 'write',
  value: string,
): boolean {
  if (neverSet.has(column.name)) return true;
  if (column.name === 'sys_id') return operation === 'write' || !isSysId(value);
  if (!systemFields.has(column.name)) return false;
  const adminOnly =
    context.session.engine.properties().get('glide.rest.table_api.admin_only_sys_fields') ===
    'true';
  return adminOnly && !context.session.user.isAdmin;
}

/** Stages come from the workflow of the record, not from a list (servicenow.itsm's tests set `fulfillment`). */
function isUnknownChoice(column: Column, value: string): boolean {
  if (value === '' || column.choices.length === 0 || column.type === 'workflow') return false;
  return !column.choices.some((choice) => choice.value === value && !choice.inactive);
}

export function refusalOf(outcome: Extract<WriteOutcome, { kind: 'refused' }>): Answer {
  return failure(403, 'Operation Failed', outcome.detail);
}
