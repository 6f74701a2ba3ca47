import { requireTable, type Table } from '../dictionary/dictionary.ts';
import { rowFrom, valueOf, type Row } from '../engine/session.ts';
import { deleteRecord, updateRecord } from '../engine/write-record.ts';
import type { EncodedQuery } from '../query/parse-encoded-query.ts';
import { readRecord } from '../store/records.ts';
import { failure, json, Refusal, type Answer, type Request } from './answer.ts';
import { givenFields, ignoredFields } from './change-input.ts';
import { refusalOf, setFields } from './table-write.ts';
import { renderTyped } from './typed-record.ts';
import type { RequestContext } from './route.ts';

export type Kind = 'normal' | 'standard' | 'emergency' | undefined;

export const readers = ['change_manager', 'itil', 'sn_change_read', 'sn_change_write'];
export const writers = ['change_manager', 'itil', 'sn_change_write'];
export const removers = ['change_manager'];

export function tableOf(
  context: RequestContext,
  name: 'change_request' | 'change_task',
  roles: readonly string[],
): Table {
  const { user, engine } = context.session;
  if (!user.isAdmin && !roles.some((role) => user.roles.has(role)))
    throw new Refusal(failure(403, 'User Not Authorized', 'Failed API level ACL Validation'));
  return requireTable(engine.dictionary(), name);
}

/** One condition more, in every alternative. */
export function restricted(query: EncodedQuery, field: string, value: string): EncodedQuery {
  const condition = [{ field, operator: '=', value }];
  const alternatives = query.alternatives.length === 0 ? [[]] : query.alternatives;
  return { ...query, alternatives: alternatives.map((all) => [...all, condition]) };
}

export function findChange(
  request: Request,
  context: RequestContext,
  table: Table,
  kind: Kind,
): Row | undefined {
  const stored = readRecord(
    context.session.engine.store,
    table,
    request.parameters['sys_id'] ?? '',
  );
  if (stored === undefined || (kind !== undefined && stored['type'] !== kind)) return undefined;
  const row = rowFrom(table, stored);
  return context.scripts.access.mayUseTable(context.session, table, 'read', row) ? row : undefined;
}

export function save(request: Request, context: RequestContext, row: Row): Answer {
  const given = givenFields(request, row.table);
  if (!context.scripts.access.mayUseTable(context.session, row.table, 'write', row)) {
    const detail = 'ACL Exception Update Failed due to security constraints';
    return failure(403, 'Operation Failed', detail);
  }
  setFields({ values: given, isDisplay: false }, context, row, 'write');
  const outcome = updateRecord(context.session, row);
  return outcome.kind === 'refused' ? refusalOf(outcome) : show(context, row, given);
}

/** A deleted change is shown as it was (recorded). */
export function remove(context: RequestContext, row: Row): Answer {
  const before = rowFrom(row.table, { ...row.values });
  const outcome = deleteRecord(context.session, row);
  return outcome.kind === 'refused' ? refusalOf(outcome) : show(context, before, {});
}

export function show(
  context: RequestContext,
  row: Row,
  given: Readonly<Record<string, string>>,
): Answer {
  const { session, scripts } = context;
  const stored = readRecord(session.engine.store, row.table, valueOf(row, 'sys_id'));
  const shown = stored === undefined ? row : rowFrom(row.table, stored);
  const record = renderTyped(session, scripts.access, shown);
  const ignored = ignoredFields(row.table, given);
  return json(200, { result: { ...record, __meta: { ignoredFields: ignored } } });
}
