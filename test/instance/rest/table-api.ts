import { requestedTable, readOptions, renderOne } from './table-request.ts';
import { listRecords } from './table-list.ts';
import { createRecord, deleteOne, modifyRecord } from './table-write.ts';
import { rowFrom } from '../engine/session.ts';
import { readRecord } from '../store/records.ts';
import { json, noRecord } from './answer.ts';
import type { Handler, Route } from './route.ts';

const getRecord: Handler = (request, context) => {
  const { session, scripts } = context;
  const table = requestedTable(request, context, 'read');
  const stored = readRecord(session.engine.store, table, request.parameters['sys_id'] ?? '');
  if (stored === undefined) return noRecord;
  const row = rowFrom(table, stored);
  if (!scripts.access.mayUseTable(session, table, 'read', row)) return noRecord;
  return json(200, { result: renderOne(request, context, row, readOptions(request)) });
};

export const tableRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/api/now/table/{table}', handle: listRecords },
  { method: 'POST', pattern: '/api/now/table/{table}', handle: createRecord },
  { method: 'GET', pattern: '/api/now/table/{table}/{sys_id}', handle: getRecord },
  { method: 'PUT', pattern: '/api/now/table/{table}/{sys_id}', handle: modifyRecord },
  { method: 'PATCH', pattern: '/api/now/table/{table}/{sys_id}', handle: modifyRecord },
  { method: 'DELETE', pattern: '/api/now/table/{table}/{sys_id}', handle: deleteOne },
];
