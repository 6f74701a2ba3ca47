import { requireTable, type Dictionary } from '../dictionary/dictionary.ts';
import { newRow, rowFrom, valueOf, type Row, type Session } from '../engine/session.ts';
import { insertRecord } from '../engine/write-record.ts';
import { findRows } from '../glide/find-rows.ts';
import { textOf, type Store } from '../store/database.ts';
import { readRecord } from '../store/records.ts';
import { failure, isSet, json, noRecord, Refusal, type Request } from './answer.ts';
import { findChange, readers, restricted, tableOf, writers } from './change-records.ts';
import { acceptWork } from './change-workers.ts';
import { readObject } from './catalog-order.ts';
import { textOfJson } from './read-body.ts';
import { positiveNumber, requestedQuery } from './requested-query.ts';
import { renderTyped } from './typed-record.ts';
import type { Handler, RequestContext } from './route.ts';

/** Where each kind of association is kept, and which classes it takes. */
const associations = {
  affected: { table: 'task_ci', column: 'ci_item', takes: 'cmdb_ci' },
  impacted: { table: 'task_cmdb_ci_service', column: 'cmdb_ci_service', takes: 'cmdb_ci_service' },
  offering: {
    table: 'task_service_offering',
    column: 'service_offering',
    takes: 'service_offering',
  },
} as const;

type Association = keyof typeof associations;

/** That anything else is 400 is documented, the wording is assumed. */
function associationOf(text: string): Association {
  if (text === 'affected' || text === 'impacted' || text === 'offering') return text;
  const detail = 'association_type must be affected, impacted or offering';
  throw new Refusal(failure(400, 'Invalid association type', detail));
}

export function requestedChange(
  request: Request,
  context: RequestContext,
  roles: readonly string[],
): Row | undefined {
  return findChange(request, context, tableOf(context, 'change_request', roles), undefined);
}

export const listItems: Handler = (request, context) => {
  const change = requestedChange(request, context, readers);
  if (change === undefined) return noRecord;
  const { session, scripts } = context;
  const kind = associations[associationOf(request.query.get('association_type') ?? '')];
  const table = requireTable(session.engine.dictionary(), kind.table);
  const query = new URLSearchParams(request.query);
  query.delete('association_type');
  const asked = requestedQuery({ ...request, query }, context, table);
  const page = {
    limit: positiveNumber(request, 'sysparm_limit', 500),
    offset: positiveNumber(request, 'sysparm_offset', 0),
  };
  const own = restricted(asked, 'task', valueOf(change, 'sys_id'));
  const rows = findRows(session.engine, table, own, page);
  return json(200, {
    result: rows.map((values) => renderTyped(session, scripts.access, rowFrom(table, values))),
  });
};

export const associateItems: Handler = (request, context) => {
  const change = requestedChange(request, context, writers);
  if (change === undefined) return noRecord;
  const body = readObject(request);
  const type = associationOf(textOfJson(body['association_type']));
  const given = body['cmdb_ci_sys_ids'];
  const ids = (Array.isArray(given) ? given.map(textOfJson) : textOfJson(given).split(','))
    .map((id) => id.trim())
    .filter((id) => id !== '');
  if (ids.length === 0)
    throw new Refusal(failure(400, 'Missing parameter', 'cmdb_ci_sys_ids is required')); // assumed
  const task = valueOf(change, 'sys_id');
  const outcomes = ids.map((id) => ({ id, outcome: associate(context.session, task, type, id) }));
  const withOutcome = (wanted: string): string[] =>
    outcomes.filter(({ outcome }) => outcome === wanted).map(({ id }) => id);
  const [invalid, known] = [withOutcome('invalid'), withOutcome('known')];
  if (type === 'affected' && isSet(textOfJson(body['refresh_impacted_services'])))
    refreshServices(context.session, change);
  return acceptWork(request, context, {
    type,
    asked: { cmdb_ci_sys_ids: ids, association_type: type, task },
    errors: invalid.length === ids.length ? ['Invalid CMDB_CI sys_id provided'] : [],
    warnings: invalid.length > 0 ? ['Invalid CMDB_CI sys_id provided.'] : [],
    infos: known.length > 0 ? ['CMDB_CI sys_id already associated to provided.'] : [],
    more: { ignored_cmdb_ci_sys_ids: [...invalid, ...known] },
  });
};

function associate(
  session: Session,
  task: string,
  type: Association,
  item: string,
): 'added' | 'known' | 'invalid' {
  const { store } = session.engine;
  const dictionary = session.engine.dictionary();
  const { table, column, takes } = associations[type];
  if (!isOfClass(store, dictionary, item, takes)) return 'invalid';
  const known = store
    .prepare(`SELECT sys_id FROM ${table} WHERE task = ? AND ${column} = ?`)
    .get(task, item);
  if (known !== undefined) return 'known';
  const row = newRow(requireTable(dictionary, table));
  row.values = { task, [column]: item };
  insertRecord(session, row);
  return 'added';
}

function isOfClass(store: Store, dictionary: Dictionary, item: string, wanted: string): boolean {
  const stored = readRecord(store, requireTable(dictionary, 'cmdb_ci'), item);
  return stored !== undefined && dictionary.isA(stored['sys_class_name'] ?? '', wanted);
}

export const refreshImpacted: Handler = (request, context) => {
  const change = requestedChange(request, context, writers);
  if (change === undefined) return noRecord;
  refreshServices(context.session, change);
  return acceptWork(request, context, { type: 'impacted', asked: undefined });
};

/** Services above the items of a change, however far up; how deep the platform looks is assumed. */
function refreshServices(session: Session, change: Row): void {
  const { store } = session.engine;
  const task = valueOf(change, 'sys_id');
  const waiting = itemsOf(session, change);
  const seen = new Set<string>();
  for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) {
    if (seen.has(item)) continue;
    seen.add(item);
    associate(session, task, 'impacted', item);
    const parents = store.prepare('SELECT parent FROM cmdb_rel_ci WHERE child = ?').all(item);
    waiting.push(...parents.map((row) => textOf(row['parent'])));
  }
}

/** The item that a change names, and those that it affects besides. */
export function itemsOf(session: Session, change: Row): string[] {
  const affected = session.engine.store
    .prepare('SELECT ci_item FROM task_ci WHERE task = ?')
    .all(valueOf(change, 'sys_id'))
    .map((row) => textOf(row['ci_item']));
  return [...new Set([valueOf(change, 'cmdb_ci'), ...affected])].filter((id) => id !== '');
}
