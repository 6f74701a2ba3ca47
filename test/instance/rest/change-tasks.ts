import { newRow, rowFrom, valueOf, type Row } from '../engine/session.ts';
import { insertRecord } from '../engine/write-record.ts';
import { findRows } from '../glide/find-rows.ts';
import { readRecord } from '../store/records.ts';
import { json, noRecord, type Request } from './answer.ts';
import { givenFields } from './change-input.ts';
import {
  findChange,
  readers,
  remove,
  removers,
  restricted,
  save,
  show,
  tableOf,
  writers,
} from './change-records.ts';
import { requestedQuery } from './requested-query.ts';
import { refusalOf, setFields } from './table-write.ts';
import { renderTyped } from './typed-record.ts';
import type { Handler, RequestContext, Route } from './route.ts';

const listTasks: Handler = (request, context) => {
  const change = findChange(
    request,
    context,
    tableOf(context, 'change_request', readers),
    undefined,
  );
  if (change === undefined) return noRecord;
  const { session, scripts } = context;
  const table = tableOf(context, 'change_task', readers);
  const asked = requestedQuery(request, context, table);
  const query = restricted(asked, 'change_request', valueOf(change, 'sys_id'));
  const rows = findRows(session.engine, table, query, { limit: 10_000, offset: 0 });
  const result = rows.map((values) => renderTyped(session, scripts.access, rowFrom(table, values)));
  return json(200, { result });
};

const createTask: Handler = (request, context) => {
  const change = findChange(
    request,
    context,
    tableOf(context, 'change_request', writers),
    undefined,
  );
  if (change === undefined) return noRecord;
  const table = tableOf(context, 'change_task', writers);
  const given = givenFields(request, table);
  const row = newRow(table);
  setFields({ values: given, isDisplay: false }, context, row, 'create');
  row.values['change_request'] = valueOf(change, 'sys_id');
  const outcome = insertRecord(context.session, row);
  return outcome.kind === 'refused' ? refusalOf(outcome) : show(context, row, given);
};

/** A task that belongs to the change of the address. */
function requestedTask(
  request: Request,
  context: RequestContext,
  roles: readonly string[],
): Row | undefined {
  const table = tableOf(context, 'change_task', roles);
  const stored = readRecord(context.session.engine.store, table, request.parameters['task'] ?? '');
  return stored?.['change_request'] === request.parameters['sys_id'] && stored !== undefined
    ? rowFrom(table, stored)
    : undefined;
}

const changeTask: Handler = (request, context) => {
  const row = requestedTask(request, context, writers);
  return row === undefined ? noRecord : save(request, context, row);
};

const deleteTask: Handler = (request, context) => {
  const row = requestedTask(request, context, removers);
  return row === undefined ? noRecord : remove(context, row);
};

const base = '/api/sn_chg_rest/change/{sys_id}/task';

export const changeTaskRoutes: readonly Route[] = [
  { method: 'GET', pattern: base, handle: listTasks },
  { method: 'POST', pattern: base, handle: createTask },
  { method: 'PATCH', pattern: `${base}/{task}`, handle: changeTask },
  { method: 'DELETE', pattern: `${base}/{task}`, handle: deleteTask },
];
