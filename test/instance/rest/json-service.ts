import { isReference, type Table } from '../dictionary/dictionary.ts';
import { newRow, rowFrom, valueOf, type Row } from '../engine/session.ts';
import {
  deleteRecord,
  insertRecord,
  updateRecord,
  type WriteOutcome,
} from '../engine/write-record.ts';
import { findRows } from '../glide/find-rows.ts';
import type { EncodedQuery } from '../query/parse-encoded-query.ts';
import { readRecord } from '../store/records.ts';
import { bodyText, json, type Answer, type Request } from './answer.ts';
import { isObject, parseJson, textOfJson } from './read-body.ts';
import { renderRecord } from './render-record.ts';
import { encodedQuery } from './requested-query.ts';
import { setFields } from './table-write.ts';
import type { RequestContext } from './route.ts';

/**
 * The older web service: `incident.do?JSONv2&sysparm_action=insert` (c_JSONv2WebService and its pages). Failures are
 * told in the record with the status 200; which status a wrong table has is assumed.
 */
export function isJsonService(request: {
  readonly path: string;
  readonly rawQuery: string;
}): boolean {
  return /^\/\w+\.do$/.test(request.path) && /(?:^|&)JSONv2(?:&|=|$)/.test(request.rawQuery);
}

type Action = (call: Call) => Answer;

interface Call {
  readonly context: RequestContext;
  readonly request: Request;
  readonly table: Table;
  /** Of the address, and of the body, which wins. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly records: readonly Readonly<Record<string, string>>[];
}

const actions: Readonly<Record<string, Action>> = {
  get: getRecords,
  getRecords,
  getKeys,
  insert: insertRecords,
  insertMultiple: insertRecords,
  update: updateRecords,
  deleteRecord: deleteRecords,
  deleteMultiple: deleteRecords,
};

export function answerJsonService(request: Request, context: RequestContext): Answer {
  const name = /^\/(\w+)\.do$/.exec(request.path)?.[1] ?? '';
  const table = context.session.engine.dictionary().find(name);
  if (table?.access.webServiceAccess !== true) return whole(400, `Invalid table ${name}`);
  const bodies = bodiesOf(request);
  const [first = {}] = bodies;
  const parameters = { ...Object.fromEntries(request.query), ...first };
  const usual = request.method === 'POST' ? 'insert' : 'getRecords';
  const action = actions[parameters['sysparm_action'] ?? usual];
  if (action === undefined) return whole(400, `Invalid action ${parameters['sysparm_action']}`);
  return action({ context, request, table, parameters, records: bodies });
}

/** The answer when no record can be processed at all. */
function whole(status: number, error: string): Answer {
  return json(status, { error, reason: null });
}

/** `{…}`, `[{…}]` or `{"records": [{…}]}`. */
function bodiesOf(request: Request): Record<string, string>[] {
  const text = bodyText(request).trim();
  if (request.method !== 'POST' || text === '') return [];
  const body = parseJson(text);
  const list: unknown = isObject(body) && 'records' in body ? body['records'] : body;
  return (Array.isArray(list) ? list : [list])
    .filter(isObject)
    .map((one) =>
      Object.fromEntries(Object.entries(one).map(([key, value]) => [key, textOfJson(value)])),
    );
}

function found(call: Call): Row[] {
  const { context, table, parameters } = call;
  const { session, scripts } = context;
  const sysId = parameters['sysparm_sys_id'];
  const stored =
    sysId === undefined
      ? findRows(session.engine, table, queryOf(call), { limit: limitOf(call), offset: 0 })
      : [readRecord(session.engine.store, table, sysId)].filter((one) => one !== undefined);
  return stored
    .map((values) => rowFrom(table, values))
    .filter((row) => scripts.access.mayUseTable(session, table, 'read', row));
}

function queryOf({ context, parameters }: Call): EncodedQuery {
  return encodedQuery(context, parameters['sysparm_query'] ?? '');
}

function limitOf({ context, parameters }: Call): number {
  const most = Number(
    context.session.engine.properties().get('glide.processor.json.row_limit') ?? '10000',
  );
  const wanted = Number(parameters['sysparm_record_count'] ?? most);
  return Number.isInteger(wanted) && wanted >= 0 ? Math.min(wanted, most) : most;
}

function getRecords(call: Call): Answer {
  return json(200, { records: found(call).map((row) => succeeded(call, row)) });
}

function getKeys(call: Call): Answer {
  return json(200, { records: found(call).map((row) => valueOf(row, 'sys_id')) });
}

function insertRecords(call: Call): Answer {
  const { context, table, records } = call;
  const results = (records.length === 0 ? [{}] : records).map((given) => {
    const row = newRow(table);
    if (!context.scripts.access.mayUseTable(context.session, table, 'create', undefined))
      return failed(call, row, 'Insert into', 'Security constraints');
    fill(call, row, given, 'create');
    return told(call, row, 'Insert into', insertRecord(context.session, row));
  });
  return json(200, { records: results });
}

function updateRecords(call: Call): Answer {
  const { context, table, parameters, records } = call;
  if ((parameters['sysparm_query'] ?? '') === '' && parameters['sysparm_sys_id'] === undefined)
    return whole(200, 'Cannot update with empty sysparm_query');
  const results = found(call).map((row) => {
    if (!context.scripts.access.mayUseTable(context.session, table, 'write', row))
      return failed(call, row, 'Update of', 'Security constraints');
    fill(call, row, records[0] ?? {}, 'write');
    return told(call, row, 'Update of', updateRecord(context.session, row));
  });
  return json(200, { records: results });
}

function deleteRecords(call: Call): Answer {
  const { context, table, parameters } = call;
  if ((parameters['sysparm_query'] ?? '') === '' && parameters['sysparm_sys_id'] === undefined)
    return whole(200, 'Cannot delete with empty sysparm_query');
  const results = found(call).map((row) => {
    if (!context.scripts.access.mayUseTable(context.session, table, 'delete', row))
      return failed(call, row, 'Delete of', 'Security constraints');
    const outcome = deleteRecord(context.session, row);
    if (outcome.kind === 'refused') return failed(call, row, 'Delete of', outcome.detail);
    return succeeded(call, row);
  });
  return json(200, { records: results });
}

/** Values are what a person would type: "caller_id": "Fred Luddy", "priority": "1 - Critical". */
function fill(
  call: Call,
  row: Row,
  given: Readonly<Record<string, string>>,
  operation: 'create' | 'write',
): void {
  setFields({ values: given, isDisplay: true }, call.context, row, operation);
}

function told(call: Call, row: Row, what: string, outcome: WriteOutcome): object {
  return outcome.kind === 'refused'
    ? failed(call, row, what, outcome.detail)
    : succeeded(call, readAgain(call, row));
}

function readAgain({ context, table }: Call, row: Row): Row {
  const stored = readRecord(context.session.engine.store, table, valueOf(row, 'sys_id'));
  return stored === undefined ? row : rowFrom(table, stored);
}

function failed(call: Call, row: Row, what: string, reason: string): object {
  const message = `Invalid ${what}: ${call.table.name}`;
  return { __error: { message, reason }, __status: 'failure', ...shown(call, row) };
}

function succeeded(call: Call, row: Row): object {
  return { __status: 'success', ...shown(call, row) };
}

/** `displayvalue`: true gives references their display values, all adds them as `dv_…`. */
function shown({ context, request, table, parameters }: Call, row: Row): Record<string, unknown> {
  const asked = parameters['displayvalue'] ?? 'false';
  const render = (display: 'true' | 'false'): Record<string, unknown> =>
    renderRecord(context.session, context.scripts.access, row, {
      display,
      excludeLinks: true,
      fields: undefined,
      origin: request.origin,
    });
  const plain = render('false');
  if (asked !== 'true' && asked !== 'all') return plain;
  const display = render('true');
  const references = Object.keys(plain).filter((name) => {
    const column = table.columns.get(name);
    return column !== undefined && isReference(column);
  });
  const added = references.map((name) => [
    asked === 'all' ? `dv_${name}` : name,
    display[name] ?? '',
  ]);
  return { ...plain, ...Object.fromEntries(added) };
}
