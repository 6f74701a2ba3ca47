import { requireTable, type Column } from '../dictionary/dictionary.ts';
import { newRow, rowFrom, valueOf, type Row } from '../engine/session.ts';
import { deleteRecord, insertRecord, updateRecord } from '../engine/write-record.ts';
import { findRows } from '../glide/find-rows.ts';
import { readRecord } from '../store/records.ts';
import { bodyText, empty, failure, json, noRecord, Refusal, type Request } from './answer.ts';
import {
  addRelations,
  refuseOutcome,
  refuseUnknownSource,
  requestedClass,
  requestedItem,
  showItem,
} from './cmdb-records.ts';
import { isObject, parseJson, textOfJson } from './read-body.ts';
import { positiveNumber, refuseHiddenFields, requestedQuery } from './requested-query.ts';
import { setFields } from './table-write.ts';
import { pagingHeaders } from './table-list.ts';
import type { Handler, RequestContext, Route } from './route.ts';

const DEFAULT_LIMIT = 1000;

const listItems: Handler = (request, context) => {
  const table = requestedClass(request, context);
  const { session, scripts } = context;
  const query = requestedQuery(request, context, table);
  refuseHiddenFields(context, table, query);
  const limit = positiveNumber(request, 'sysparm_limit', DEFAULT_LIMIT);
  const offset = positiveNumber(request, 'sysparm_offset', 0);
  const result = findRows(session.engine, table, query, { limit, offset })
    .map((values) => rowFrom(table, values))
    .filter((row) => scripts.access.mayUseTable(session, table, 'read', row))
    .map((row) => ({ sys_id: valueOf(row, 'sys_id'), name: valueOf(row, 'name') }));
  return json(200, { result }, pagingHeaders(request, context, table, query, { limit, offset }));
};

const getItem: Handler = (request, context) =>
  json(200, { result: showItem(request, context, requestedItem(request, context)) });

const createItem: Handler = (request, context) => {
  const table = requestedClass(request, context);
  const body = readItem(request);
  const source = refuseUnknownSource(context, body);
  if (!context.scripts.access.mayUseTable(context.session, table, 'create', undefined))
    throw constrained('Insert');
  const row = newRow(table);
  setAttributes(context, row, body, 'create');
  row.values['discovery_source'] = source;
  refuseOutcome(insertRecord(context.session, row));
  addRelations(context, valueOf(row, 'sys_id'), body);
  return json(201, { result: showItem(request, context, readAgain(context, row)) });
};

const changeItem: Handler = (request, context) => {
  const row = requestedItem(request, context);
  const body = readItem(request);
  refuseUnknownSource(context, body);
  if (!context.scripts.access.mayUseTable(context.session, row.table, 'write', row))
    throw constrained('Update');
  setAttributes(context, row, body, 'write');
  refuseOutcome(updateRecord(context.session, row));
  return json(200, { result: showItem(request, context, readAgain(context, row)) });
};

const createRelation: Handler = (request, context) => {
  const row = requestedItem(request, context);
  const body = readItem(request);
  // Documented as required; servicenow.itsm's tests relate items without it.
  if (body['source'] !== undefined) refuseUnknownSource(context, body);
  addRelations(context, valueOf(row, 'sys_id'), body);
  return json(201, { result: showItem(request, context, row) });
};

const deleteRelation: Handler = (request, context) => {
  const item = valueOf(requestedItem(request, context), 'sys_id');
  const { engine } = context.session;
  const table = requireTable(engine.dictionary(), 'cmdb_rel_ci');
  const stored = readRecord(engine.store, table, request.parameters['relation'] ?? '');
  if (stored === undefined || (stored['parent'] !== item && stored['child'] !== item))
    return noRecord;
  refuseOutcome(deleteRecord(context.session, rowFrom(table, stored)));
  return empty(204);
};

function readItem(request: Request): Record<string, unknown> {
  const body = parseJson(bodyText(request));
  if (isObject(body)) return body;
  throw new Refusal(failure(400, 'Invalid payload', 'The body must be an object')); // assumed
}

function setAttributes(
  context: RequestContext,
  row: Row,
  body: Readonly<Record<string, unknown>>,
  operation: 'create' | 'write',
): void {
  const attributes: unknown = body['attributes'] ?? {};
  if (!isObject(attributes))
    throw new Refusal(failure(400, 'Invalid payload', 'attributes must be an object')); // assumed
  const values = Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, textOfJson(value)]),
  );
  setFields({ values, isDisplay: false }, context, row, operation);
}

function readAgain(context: RequestContext, row: Row): Row {
  const stored = readRecord(context.session.engine.store, row.table, valueOf(row, 'sys_id'));
  return stored === undefined ? row : rowFrom(row.table, stored);
}

function constrained(operation: 'Insert' | 'Update'): Refusal {
  const detail = `ACL Exception ${operation} Failed due to security constraints`;
  return new Refusal(failure(403, 'Operation Failed', detail));
}

/** What a class has: its attributes, its parent and children. Rules of identification are not listed. */
const describeClass: Handler = (request, context) => {
  const table = requestedClass(request, context);
  const { engine } = context.session;
  const children = table.family.filter(
    (name) => engine.dictionary().find(name)?.lineage[1] === table.name,
  );
  return json(200, {
    result: {
      icon_url: '',
      is_extendable: true,
      parent: table.lineage[1] ?? '',
      children,
      name: table.name,
      icon: '',
      attributes: [...table.columns.values()].map((column) =>
        attribute(table.name, table.display, column),
      ),
      relationship_rules: [],
    },
  });
};

/** Flags are text here (documentation: cmdb-meta-api.md). */
function attribute(tableName: string, display: string, column: Column): Record<string, unknown> {
  return {
    is_inherited: String(column.owner !== tableName),
    is_mandatory: String(column.mandatory),
    is_read_only: String(column.readOnly),
    default_value: column.defaultValue === '' ? null : column.defaultValue,
    label: column.label,
    type: column.type,
    element: column.name,
    max_length: String(column.maxLength),
    is_display: String(column.name === display),
  };
}

const base = '/api/now/cmdb/instance/{class}';

export const cmdbRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/api/now/cmdb/meta/{class}', handle: describeClass },
  { method: 'GET', pattern: base, handle: listItems },
  { method: 'POST', pattern: base, handle: createItem },
  { method: 'GET', pattern: `${base}/{sys_id}`, handle: getItem },
  { method: 'PUT', pattern: `${base}/{sys_id}`, handle: changeItem },
  { method: 'PATCH', pattern: `${base}/{sys_id}`, handle: changeItem },
  { method: 'POST', pattern: `${base}/{sys_id}/relation`, handle: createRelation },
  {
    method: 'DELETE',
    pattern: `${base}/{sys_id}/relation/{relation}`,
    handle: deleteRelation,
  },
];
