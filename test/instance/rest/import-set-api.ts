import { requireTable, type Table } from '../dictionary/dictionary.ts';
import { newSysId } from '../engine/ids.ts';
import { newRow, rowFrom, valueOf, type Row } from '../engine/session.ts';
import { insertRecord } from '../engine/write-record.ts';
import { displayOfRecord } from '../engine/display.ts';
import { readRecord } from '../store/records.ts';
import { bodyText, failure, json, noRecord, Refusal, type Request } from './answer.ts';
import { isObject, parseJson, readBody, textOfJson } from './read-body.ts';
import { requestedTable } from './table-request.ts';
import { transformRow, type TransformResult } from './transform.ts';
import type { Handler, RequestContext, Route } from './route.ts';

/** One record into a staging table, transformed at once. */
const importOne: Handler = (request, context) => {
  const table = stagingTable(request, context, 'create');
  const set = createSet(context, table);
  const row = stage(context, table, set, readBody(request));
  const results = transformRow(context.session, row);
  return json(201, {
    import_set: valueOf(set, 'number'),
    staging_table: table.name,
    result: results.map((result) => toWire(request, context, result)),
  });
};

/** The platform transforms these later; here they are done before the answer leaves. */
const importMany: Handler = (request, context) => {
  const table = stagingTable(request, context, 'create');
  const body = parseJson(bodyText(request));
  const records: unknown = isObject(body) ? body['records'] : undefined;
  if (!Array.isArray(records) || !records.every(isObject)) {
    // Wording assumed.
    throw new Refusal(failure(400, 'Invalid payload', 'records must be a list of objects'));
  }
  const set = createSet(context, table);
  for (const record of records) {
    const values = Object.entries(record).map(([name, value]) => [name, textOfJson(value)]);
    transformRow(context.session, stage(context, table, set, Object.fromEntries(values)));
  }
  const given = request.query.get('multi_import_set_id');
  const multiple = given === null || given === '' ? newSysId() : given;
  return json(201, { import_set_id: valueOf(set, 'sys_id'), multi_import_set_id: multiple });
};

const readImport: Handler = (request, context) => {
  const table = stagingTable(request, context, 'read');
  const { engine } = context.session;
  const stored = readRecord(engine.store, table, request.parameters['sys_id'] ?? '');
  if (stored === undefined) return noRecord;
  const row = rowFrom(table, stored);
  const result: TransformResult = {
    map: displayOfRecord(engine, 'sys_transform_map', valueOf(row, 'sys_transform_map')),
    table: valueOf(row, 'sys_target_table'),
    sysId: valueOf(row, 'sys_target_sys_id'),
    status: valueOf(row, 'sys_import_state'),
    message: valueOf(row, 'sys_import_state_comment'),
  };
  return json(200, {
    import_set: displayOfRecord(engine, 'sys_import_set', valueOf(row, 'sys_import_set')),
    staging_table: table.name,
    result: [toWire(request, context, result)],
  });
};

function stagingTable(
  request: Request,
  context: RequestContext,
  operation: 'create' | 'read',
): Table {
  const table = requestedTable(request, context, operation);
  if (!table.lineage.includes('sys_import_set_row')) {
    // Wording assumed.
    const detail = `${table.name} is not an import set table`;
    throw new Refusal(failure(400, 'Invalid staging table', detail));
  }
  if (context.scripts.access.mayUseTable(context.session, table, operation, undefined))
    return table;
  const detail = 'ACL Exception Insert Failed due to security constraints';
  throw new Refusal(failure(403, 'Operation Failed', detail));
}

function createSet(context: RequestContext, staging: Table): Row {
  const set = newRow(requireTable(context.session.engine.dictionary(), 'sys_import_set'));
  set.values = { mode: 'synchronous', state: 'processed', table_name: staging.name };
  insertRecord(context.session, set);
  return set;
}

/** Only text is taken; fields that the staging table does not have are dropped. */
function stage(
  context: RequestContext,
  table: Table,
  set: Row,
  given: Readonly<Record<string, string>>,
): Row {
  const row = newRow(table);
  for (const [name, value] of Object.entries(given)) {
    if (table.columns.has(name) && !name.startsWith('sys_')) row.values[name] = value;
  }
  row.values['sys_import_set'] = valueOf(set, 'sys_id');
  insertRecord(context.session, row);
  return row;
}

function toWire(
  request: Request,
  context: RequestContext,
  result: TransformResult,
): Record<string, unknown> {
  const { engine } = context.session;
  const target = engine.dictionary().find(result.table);
  const name = target?.display ?? '';
  const message = result.message === '' ? {} : messageOf(result);
  if (result.sysId === '')
    return { transform_map: result.map, table: result.table, status: result.status, ...message };
  return {
    transform_map: result.map,
    table: result.table,
    display_name: name,
    display_value: displayOfRecord(engine, result.table, result.sysId),
    record_link: `${request.origin}/api/now/table/${result.table}/${result.sysId}`,
    status: result.status,
    sys_id: result.sysId,
    ...message,
  };
}

function messageOf(result: TransformResult): Record<string, string> {
  return result.status === 'error'
    ? { error_message: result.message }
    : { status_message: result.message };
}

export const importSetRoutes: readonly Route[] = [
  { method: 'POST', pattern: '/api/now/import/{table}', handle: importOne },
  { method: 'POST', pattern: '/api/now/import/{table}/insertMultiple', handle: importMany },
  { method: 'GET', pattern: '/api/now/import/{table}/{sys_id}', handle: readImport },
];
