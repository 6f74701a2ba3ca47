import { requireTable } from '../dictionary/dictionary.ts';
import { newSysId } from '../engine/ids.ts';
import { newRow, valueOf, type Session } from '../engine/session.ts';
import { insertRecord } from '../engine/write-record.ts';
import { readRecord } from '../store/records.ts';
import { textOf } from '../store/database.ts';
import { bodyText, closedApi, failure, json, Refusal, type Request } from './answer.ts';
import { identify } from './identify-item.ts';
import { reconcileRelated, storedValues, summaryOf, writeItem } from './identify-related.ts';
import { isObject, parseJson, textOfJson } from './read-body.ts';
import type { Handler, RequestContext, Route } from './route.ts';

interface Payload {
  readonly items: readonly unknown[];
  readonly relations: readonly unknown[];
}

/** `query` tells what would happen and writes nothing. */
function answer(writes: boolean, isEnhanced: boolean): Handler {
  return (request, context) => {
    refuseCaller(context);
    const payload = readPayload(request);
    const source = request.query.get('sysparm_data_source') ?? '';
    const items = payload.items.map((item, index) =>
      reconcileItem(context.session, item, { index, source, writes }),
    );
    const relations = payload.relations.map((relation, index) =>
      reconcileRelation(context.session, relation, { index, items, writes }),
    );
    const hasError = items.some((item) => item['errorCount'] !== 0);
    return json(200, {
      result: {
        items,
        relations,
        additionalCommittedItems: [],
        additionalCommittedRelations: [],
        ...(isEnhanced
          ? { hasError, hasWarning: false, summary: summaryOf(items.flatMap(withRelated)) }
          : {}),
      },
    });
  };
}

function withRelated(item: ItemResult): ItemResult[] {
  const related = item['relatedItems'];
  return [item, ...(Array.isArray(related) ? related.filter(isObject) : [])];
}

function refuseCaller({ session: { user } }: RequestContext): void {
  if (user.isAdmin || user.roles.has('itil') || user.roles.has('asset')) return;
  throw new Refusal(closedApi);
}

function readPayload(request: Request): Payload {
  const body = parseJson(bodyText(request));
  const items: unknown = isObject(body) ? body['items'] : undefined;
  if (!isObject(body) || !Array.isArray(items))
    throw new Refusal(failure(400, 'Invalid payload', 'items must be a list')); // assumed
  const relations: unknown = body['relations'];
  return { items, relations: Array.isArray(relations) ? relations : [] };
}

interface Place {
  readonly index: number;
  readonly source: string;
  readonly writes: boolean;
}

type ItemResult = Record<string, unknown>;

function reconcileItem(session: Session, item: unknown, place: Place): ItemResult {
  const name = isObject(item) ? textOfJson(item['className']) : '';
  const table = session.engine.dictionary().find(name);
  const values = isObject(item) ? item['values'] : undefined;
  if (table?.lineage.includes('cmdb_ci') !== true || !isObject(values))
    return failed(name, place, 'INVALID_CLASS_NAME', `Not a valid class: [${name}]`);
  const given = storedValues(table, values);
  const identification = identify(session, table, given);
  const shared = {
    className: name,
    identifierEntrySysId: 'Unknown',
    identificationAttempts: identification.attempts,
    errorCount: 0,
    markers: [],
    inputIndices: [place.index],
    mergedPayloadIds: [],
    warningCount: 0,
  };
  if (!identification.isIdentifiable) {
    const message = `In payload missing minimum set of input values for criterion (matching) attributes from identify rule for table [${name}].`;
    return { ...shared, ...partial(message) };
  }
  const row = identification.found ?? newRow(table);
  for (const [column, value] of Object.entries(given)) row.values[column] = value;
  const isNew = identification.found === undefined;
  if (isNew) row.values['discovery_source'] ??= place.source;
  const operation = writeItem(session, row, isNew, place.writes);
  const related = reconcileRelated(session, row, isObject(item) ? item['related'] : [], place);
  return {
    ...shared,
    operation,
    sysId: valueOf(row, 'sys_id') || 'Unknown',
    ...(related.relatedItems.length === 0 ? {} : related),
  };
}

/** Not enough to tell the item apart: it waits for another payload that completes it (recorded). */
function partial(message: string): ItemResult {
  return {
    operation: 'INSERT_AS_PARTIAL',
    sysId: 'Unknown',
    partialSysIds: [newSysId()],
    mergedPayloadIds: [newSysId()],
    errors: [],
    warnings: [{ error: 'MISSING_MATCHING_ATTRIBUTES', message }],
    warningCount: 1,
  };
}

function failed(className: string, place: Place, error: string, message: string): ItemResult {
  return {
    className,
    operation: 'INSERT_AS_INCOMPLETE',
    sysId: 'Unknown',
    identifierEntrySysId: 'Unknown',
    identificationAttempts: [],
    errors: [{ error, message }],
    errorCount: 1,
    markers: [],
    inputIndices: [place.index],
    mergedPayloadIds: [],
    warningCount: 0,
  };
}

interface RelationPlace {
  readonly index: number;
  readonly items: readonly ItemResult[];
  readonly writes: boolean;
}

/** Ends are places in `items`; the type is given by its name. */
function reconcileRelation(session: Session, given: unknown, place: RelationPlace): ItemResult {
  const relation = isObject(given) ? given : {};
  const end = (name: 'parent' | 'child'): string =>
    textOfJson(place.items[Number(relation[name])]?.['sysId']);
  const parent = end('parent');
  const child = end('child');
  const type = typeOf(session, textOfJson(relation['type']));
  const shared = { className: 'cmdb_rel_ci', inputIndices: [place.index], markers: [] };
  if ([parent, child, type].some((id) => id === '' || id === 'Unknown'))
    return { ...shared, operation: 'INSERT_AS_INCOMPLETE', sysId: 'Unknown', errorCount: 1 };
  const known = session.engine.store
    .prepare('SELECT sys_id FROM cmdb_rel_ci WHERE parent = ? AND child = ? AND type = ?')
    .get(parent, child, type);
  if (known !== undefined)
    return { ...shared, operation: 'NO_CHANGE', sysId: textOf(known['sys_id']), errorCount: 0 };
  const row = newRow(requireTable(session.engine.dictionary(), 'cmdb_rel_ci'));
  row.values = { parent, child, type };
  if (place.writes) insertRecord(session, row);
  return {
    ...shared,
    operation: 'INSERT',
    sysId: valueOf(row, 'sys_id') || 'Unknown',
    errorCount: 0,
  };
}

function typeOf(session: Session, name: string): string {
  const { engine } = session;
  const table = requireTable(engine.dictionary(), 'cmdb_rel_type');
  if (readRecord(engine.store, table, name) !== undefined) return name;
  const row = engine.store.prepare('SELECT sys_id FROM cmdb_rel_type WHERE name = ?').get(name);
  return textOf(row?.['sys_id']);
}

const base = '/api/now/identifyreconcile';

export const identifyReconcileRoutes: readonly Route[] = [
  { method: 'POST', pattern: base, handle: answer(true, false) },
  { method: 'POST', pattern: `${base}/enhanced`, handle: answer(true, true) },
  { method: 'POST', pattern: `${base}/query`, handle: answer(false, false) },
  { method: 'POST', pattern: `${base}/queryEnhanced`, handle: answer(false, true) },
];
