import { requireTable, type Table } from '../dictionary/dictionary.ts';
import { displayOfRecord } from '../engine/display.ts';
import { isSysId } from '../engine/ids.ts';
import { newRow, rowFrom, valueOf, type Row } from '../engine/session.ts';
import { insertRecord, type WriteOutcome } from '../engine/write-record.ts';
import { readRecord } from '../store/records.ts';
import { toValues, type Values } from '../store/rows.ts';
import { failure, Refusal, type Request } from './answer.ts';
import { isObject } from './read-body.ts';
import { renderRecord } from './render-record.ts';
import type { RequestContext } from './route.ts';

/** Wordings of the refusals are assumed; that there are 400 and 404 is documented. */
export function requestedClass(request: Request, context: RequestContext): Table {
  const { user, engine } = context.session;
  if (!user.isAdmin && !user.roles.has('itil'))
    throw new Refusal(failure(403, 'User Not Authorized', 'Failed API level ACL Validation'));
  const name = request.parameters['class'] ?? '';
  const table = engine.dictionary().find(name);
  if (table?.lineage.includes('cmdb') === true || table?.lineage.includes('cmdb_ci') === true)
    return table;
  throw new Refusal(failure(400, 'Invalid class', `${name} is not a CMDB class`));
}

export function requestedItem(request: Request, context: RequestContext): Row {
  const table = requestedClass(request, context);
  const { session, scripts } = context;
  const stored = readRecord(session.engine.store, table, request.parameters['sys_id'] ?? '');
  const row = stored === undefined ? undefined : asOwnClass(context, table, stored);
  if (row !== undefined && scripts.access.mayUseTable(session, table, 'read', row)) return row;
  throw new Refusal(
    failure(404, 'No Record found', "Record doesn't exist or ACL restricts the record retrieval"),
  );
}

function asOwnClass(context: RequestContext, table: Table, stored: Values): Row {
  const { engine } = context.session;
  const own = engine.dictionary().find(stored['sys_class_name'] ?? '') ?? table;
  return rowFrom(own, readRecord(engine.store, own, stored['sys_id'] ?? '') ?? stored);
}

/** An item with the relations that leave it and those that arrive at it. */
export function showItem(request: Request, context: RequestContext, row: Row): object {
  const { session, scripts } = context;
  const shown = renderRecord(session, scripts.access, row, {
    display: 'all',
    excludeLinks: false,
    fields: undefined,
    origin: request.origin,
  });
  const id = valueOf(row, 'sys_id');
  return {
    outbound_relations: relationsOf(request, context, id, 'parent'),
    attributes: Object.fromEntries(
      Object.entries(shown).map(([name, cell]) => [name, attributeOf(cell)]),
    ),
    inbound_relations: relationsOf(request, context, id, 'child'),
  };
}

/** References are shown whole, everything else by its value (recorded). */
function attributeOf(cell: string | Readonly<Record<string, string>>): unknown {
  return typeof cell === 'string' || 'link' in cell ? cell : (cell['value'] ?? '');
}

function relationsOf(
  request: Request,
  context: RequestContext,
  id: string,
  own: 'parent' | 'child',
): unknown[] {
  const { engine } = context.session;
  const other = own === 'parent' ? 'child' : 'parent';
  const rows = engine.store.prepare(`SELECT * FROM cmdb_rel_ci WHERE ${own} = ?`).all(id);
  return rows.map(toValues).map((relation) => ({
    sys_id: relation['sys_id'] ?? '',
    type: link(context, `${request.origin}/api/now/table`, 'cmdb_rel_type', relation['type']),
    target: link(context, `${request.origin}/api/now/cmdb/instance`, 'cmdb_ci', relation[other]),
  }));
}

function link(
  context: RequestContext,
  base: string,
  table: string,
  value = '',
): Record<string, string> {
  const display = displayOfRecord(context.session.engine, table, value);
  return { display_value: display, link: `${base}/${table}/${value}`, value };
}

/** `source` names who vouches for the data; only what the choice list holds is taken. */
export function refuseUnknownSource(
  context: RequestContext,
  body: Record<string, unknown>,
): string {
  const source = body['source'];
  const choices =
    context.session.engine.dictionary().find('cmdb_ci')?.columns.get('discovery_source')?.choices ??
    [];
  const known = choices.find((choice) => choice.value === source || choice.label === source);
  if (known !== undefined) return known.value;
  const detail = 'source is missing or not a choice of discovery_source';
  throw new Refusal(failure(400, 'Invalid source', detail));
}

export function addRelations(
  context: RequestContext,
  item: string,
  body: Readonly<Record<string, unknown>>,
): void {
  for (const [list, isOutbound] of [
    ['outbound_relations', true],
    ['inbound_relations', false],
  ] as const) {
    const given: unknown = body[list];
    const relations: readonly unknown[] = Array.isArray(given) ? given : [];
    for (const relation of relations) addRelation(context, item, relation, isOutbound);
  }
}

function addRelation(
  context: RequestContext,
  item: string,
  relation: unknown,
  isOutbound: boolean,
): void {
  const target = isObject(relation) ? relation['target'] : undefined;
  const type = isObject(relation) ? relation['type'] : undefined;
  if (!isId(target) || !isId(type)) {
    const detail = 'each relation needs a target and a type';
    throw new Refusal(failure(400, 'Invalid relation', detail));
  }
  const row = newRow(requireTable(context.session.engine.dictionary(), 'cmdb_rel_ci'));
  row.values = {
    parent: isOutbound ? item : target,
    child: isOutbound ? target : item,
    type,
  };
  refuseOutcome(insertRecord(context.session, row));
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && isSysId(value);
}

export function refuseOutcome(outcome: WriteOutcome): void {
  if (outcome.kind === 'refused')
    throw new Refusal(failure(403, 'Operation Failed', outcome.detail));
}
