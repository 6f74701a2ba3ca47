import { requireTable, type Table } from '../dictionary/dictionary.ts';
import { rowFrom, valueOf, type Row } from '../engine/session.ts';
import { readRecord } from '../store/records.ts';
import type { Request } from './answer.ts';
import type { RequestContext } from './route.ts';

export function attachmentTable(context: RequestContext): Table {
  return requireTable(context.session.engine.dictionary(), 'sys_attachment');
}

export function requestedAttachment(
  request: Request,
  context: RequestContext,
  operation: 'read' | 'write',
): Row | undefined {
  const table = attachmentTable(context);
  const stored = readRecord(
    context.session.engine.store,
    table,
    request.parameters['sys_id'] ?? '',
  );
  const row = stored === undefined ? undefined : rowFrom(table, stored);
  return row !== undefined && mayUse(context, row, operation) ? row : undefined;
}

/** An attachment may be read and changed by whom its record may be. */
export function mayUse(context: RequestContext, row: Row, operation: 'read' | 'write'): boolean {
  const { session, scripts } = context;
  if (!scripts.access.mayUseTable(session, row.table, operation, row)) return false;
  const target = targetOf(context, valueOf(row, 'table_name'), valueOf(row, 'table_sys_id'));
  if (target === undefined) return session.user.isAdmin;
  return scripts.access.mayUseTable(session, target.table, operation, target);
}

export function targetOf(
  context: RequestContext,
  tableName: string,
  sysId: string,
): Row | undefined {
  const { engine } = context.session;
  const table = engine.dictionary().find(tableName);
  const stored = table === undefined ? undefined : readRecord(engine.store, table, sysId);
  return table === undefined || stored === undefined ? undefined : rowFrom(table, stored);
}
