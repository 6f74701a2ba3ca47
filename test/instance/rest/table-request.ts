import type { AccessOperation } from '../acl/access.ts';
import type { Table } from '../dictionary/dictionary.ts';
import { rowFrom, type Row } from '../engine/session.ts';
import { readRecord } from '../store/records.ts';
import { closedApi, failure, isSet, Refusal, type Request } from './answer.ts';
import { renderRecord, type RenderOptions } from './render-record.ts';
import type { RequestContext } from './route.ts';

/** The table of the path, if it exists, is open to web services and not closed to the caller's roles. */
export function requestedTable(
  request: Request,
  context: RequestContext,
  operation: AccessOperation,
): Table {
  const name = request.parameters['table'] ?? '';
  const table = context.session.engine.dictionary().find(name);
  if (table === undefined) throw new Refusal(failure(400, `Invalid table ${name}`, null));
  if (!table.access.webServiceAccess) {
    throw new Refusal(closedApi);
  }
  const { session, scripts } = context;
  // 403 only when no role of the caller can pass; a condition that may fail is an empty list (0.2).
  if (operation === 'read' && !scripts.access.mayUseTable(session, table, 'read', undefined)) {
    throw new Refusal(failure(403, 'Insufficient rights to query records', null));
  }
  return table;
}

export function readOptions(request: Request): RenderOptions {
  const display = request.query.get('sysparm_display_value')?.toLowerCase();
  const fields = request.query.get('sysparm_fields');
  return {
    display: display === 'true' || display === 'all' ? display : 'false',
    excludeLinks: isSet(request.query.get('sysparm_exclude_reference_link')),
    fields:
      fields === null || fields === '' ? undefined : fields.split(',').map((name) => name.trim()),
    origin: request.origin,
  };
}

export function renderOne(
  _request: Request,
  context: RequestContext,
  row: Row,
  options: RenderOptions,
): Record<string, unknown> {
  return renderRecord(context.session, context.scripts.access, row, options);
}

/** A record as it stands in the database: what a write answers with. */
export function readAgain(context: RequestContext, table: Table, sysId: string): Row | undefined {
  const stored = readRecord(context.session.engine.store, table, sysId);
  return stored === undefined ? undefined : rowFrom(table, stored);
}
