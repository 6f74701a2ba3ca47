import { requireTable, type Table } from '../dictionary/dictionary.ts';
import { displayOf, fromDisplay } from '../engine/display.ts';
import { statesAfter } from '../engine/state-model-rules.ts';
import { newRow, rowFrom, valueOf, type Row } from '../engine/session.ts';
import { insertRecord } from '../engine/write-record.ts';
import { findRows } from '../glide/find-rows.ts';
import { readRecord } from '../store/records.ts';
import { stockId } from '../stock/stock-id.ts';
import { failure, json, noRecord, Refusal, type Request } from './answer.ts';
import { cancelCheck, checkConflicts, getConflicts } from './change-conflicts.ts';
import { assessRisk, decideApproval } from './change-decisions.ts';
import { givenFields } from './change-input.ts';
import { associateItems, listItems, refreshImpacted } from './change-items.ts';
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
  type Kind,
} from './change-records.ts';
import { changeSchedule, itemSchedule, takeFirstSlot } from './change-schedule.ts';
import { changeTaskRoutes } from './change-tasks.ts';
import { getWorker } from './change-workers.ts';
import { catalogRows } from './catalog-items.ts';
import { positiveNumber, refuseHiddenFields, requestedQuery } from './requested-query.ts';
import { refusalOf, setFields } from './table-write.ts';
import { pagingHeaders } from './table-list.ts';
import { renderTyped } from './typed-record.ts';
import type { Handler, RequestContext, Route } from './route.ts';

function listChanges(kind: Kind): Handler {
  return (request, context) => {
    const { session, scripts } = context;
    const table = tableOf(context, 'change_request', readers);
    const asked = requestedQuery(request, context, table);
    refuseHiddenFields(context, table, asked);
    const query = kind === undefined ? asked : restricted(asked, 'type', kind);
    const limit = positiveNumber(request, 'sysparm_limit', 10_000);
    const offset = positiveNumber(request, 'sysparm_offset', 0);
    const result = findRows(session.engine, table, query, { limit, offset })
      .map((values) => rowFrom(table, values))
      .filter((row) => scripts.access.mayUseTable(session, table, 'read', row))
      .map((row) => renderTyped(session, scripts.access, row));
    return json(200, { result }, pagingHeaders(request, context, table, query, { limit, offset }));
  };
}

function getChange(kind: Kind): Handler {
  return (request, context) => {
    const row = findChange(request, context, tableOf(context, 'change_request', readers), kind);
    return row === undefined ? noRecord : show(context, row, {});
  };
}

function createChange(kind: Kind): Handler {
  return (request, context) => {
    const { session } = context;
    const table = tableOf(context, 'change_request', writers);
    const given = givenFields(request, table);
    if (kind !== undefined) given['type'] = kind;
    setModel(context, table, given);
    const row = newRow(table);
    if (kind === 'standard') fromTemplate(request, context, row);
    setFields({ values: given, isDisplay: false }, context, row, 'create');
    const outcome = insertRecord(session, row);
    return outcome.kind === 'refused' ? refusalOf(outcome) : show(context, row, given);
  };
}

/** The model may be given by name; the type follows it unless it is given too. */
function setModel(context: RequestContext, table: Table, given: Record<string, string>): void {
  const column = table.columns.get('chg_model');
  const model = given['chg_model'];
  if (column === undefined || model === undefined) return;
  given['chg_model'] = fromDisplay(context.session.engine, column, model, 'UTC');
  const type = model.toLowerCase();
  const isType = table.columns.get('type')?.choices.some((choice) => choice.value === type);
  if (given['type'] === undefined && isType === true) given['type'] = type;
}

/** A standard change copies its template's version and is named after it. */
function fromTemplate(request: Request, context: RequestContext, row: Row): void {
  const template = request.parameters['template'] ?? '';
  const { engine } = context.session;
  const [producer] = catalogRows(engine, 'sc_cat_item_producer', 'sys_id', template);
  if (producer === undefined)
    throw new Refusal(failure(404, 'No Record found', 'Standard change template does not exist'));
  const [version] = catalogRows(
    engine,
    'std_change_producer_version',
    'std_change_producer',
    template,
  );
  row.values['std_change_producer_version'] = version?.['sys_id'] ?? '';
  row.values['short_description'] = producer['name'] ?? '';
}

function changeChange(kind: Kind): Handler {
  return (request, context) => {
    const row = findChange(request, context, tableOf(context, 'change_request', writers), kind);
    if (row === undefined) return noRecord;
    return save(request, context, row);
  };
}

function deleteChange(kind: Kind): Handler {
  return (request, context) => {
    const row = findChange(request, context, tableOf(context, 'change_request', removers), kind);
    return row === undefined ? noRecord : remove(context, row);
  };
}

/** Conditions of transitions are left out: what the model allows is available. */
const nextStates: Handler = (request, context) => {
  const row = findChange(request, context, tableOf(context, 'change_request', readers), undefined);
  if (row === undefined) return noRecord;
  const current = valueOf(row, 'state');
  const next = statesAfter(context.session, row);
  const column = row.table.columns.get('state');
  const label = (state: string): string =>
    column === undefined ? state : displayOf(context.session.engine, column, state, '');
  const transitions = next.map((state) => [
    {
      sys_id: stockId('sttrm_state_transition', `${current} ${state}`),
      display_value: `${label(current)} to ${label(state)}`,
      from_state: current,
      to_state: state,
      transition_available: true,
      automatic_transition: false,
      conditions: [],
    },
  ]);
  return json(200, {
    result: {
      available_states: [...next, current],
      state_transitions: transitions,
      state_label: Object.fromEntries([...next, current].map((state) => [state, label(state)])),
    },
  });
};

/** Models and templates: filtered and paged like changes. */
function listOther(tableName: string): Handler {
  return (request, context) => {
    tableOf(context, 'change_request', readers);
    const { session, scripts } = context;
    const table = requireTable(session.engine.dictionary(), tableName);
    const query = requestedQuery(request, context, table);
    const rows = findRows(session.engine, table, query, {
      limit: positiveNumber(request, 'sysparm_limit', 500),
      offset: positiveNumber(request, 'sysparm_offset', 0),
    });
    return json(200, {
      result: rows.map((values) => renderTyped(session, scripts.access, rowFrom(table, values))),
    });
  };
}

function getOther(tableName: string): Handler {
  return (request, context) => {
    tableOf(context, 'change_request', readers);
    const { session, scripts } = context;
    const table = requireTable(session.engine.dictionary(), tableName);
    const stored = readRecord(session.engine.store, table, request.parameters['other'] ?? '');
    if (stored === undefined) return noRecord;
    return json(200, { result: renderTyped(session, scripts.access, rowFrom(table, stored)) });
  };
}

const base = '/api/sn_chg_rest/change';

function routesOf(path: string, kind: Kind): Route[] {
  return [
    { method: 'GET', pattern: path, handle: listChanges(kind) },
    ...(kind === 'standard' ? [] : [{ method: 'POST', pattern: path, handle: createChange(kind) }]),
    { method: 'GET', pattern: `${path}/{sys_id}`, handle: getChange(kind) },
    { method: 'PATCH', pattern: `${path}/{sys_id}`, handle: changeChange(kind) },
    { method: 'DELETE', pattern: `${path}/{sys_id}`, handle: deleteChange(kind) },
  ];
}

/** Named kinds come before `{sys_id}`. */
export const changeRoutes: readonly Route[] = [
  { method: 'GET', pattern: `${base}/model`, handle: listOther('chg_model') },
  { method: 'GET', pattern: `${base}/model/{other}`, handle: getOther('chg_model') },
  { method: 'GET', pattern: `${base}/worker/{sys_id}`, handle: getWorker },
  { method: 'GET', pattern: `${base}/ci/{item}/schedule`, handle: itemSchedule },
  {
    method: 'GET',
    pattern: `${base}/standard/template/{other}`,
    handle: getOther('std_change_record_producer'),
  },
  { method: 'PATCH', pattern: `${base}/standard/{sys_id}/risk`, handle: assessRisk },
  {
    method: 'GET',
    pattern: `${base}/standard/template`,
    handle: listOther('std_change_record_producer'),
  },
  { method: 'POST', pattern: `${base}/standard/{template}`, handle: createChange('standard') },
  ...routesOf(`${base}/normal`, 'normal'),
  ...routesOf(`${base}/standard`, 'standard'),
  ...routesOf(`${base}/emergency`, 'emergency'),
  { method: 'GET', pattern: `${base}/{sys_id}/nextstates`, handle: nextStates },
  { method: 'GET', pattern: `${base}/{sys_id}/schedule`, handle: changeSchedule },
  { method: 'PATCH', pattern: `${base}/{sys_id}/schedule/first_available`, handle: takeFirstSlot },
  { method: 'GET', pattern: `${base}/{sys_id}/ci`, handle: listItems },
  { method: 'POST', pattern: `${base}/{sys_id}/ci`, handle: associateItems },
  {
    method: 'POST',
    pattern: `${base}/{sys_id}/refresh_impacted_services`,
    handle: refreshImpacted,
  },
  { method: 'GET', pattern: `${base}/{sys_id}/conflict`, handle: getConflicts },
  { method: 'POST', pattern: `${base}/{sys_id}/conflict`, handle: checkConflicts },
  { method: 'DELETE', pattern: `${base}/{sys_id}/conflict`, handle: cancelCheck },
  { method: 'PATCH', pattern: `${base}/{sys_id}/approvals`, handle: decideApproval },
  ...changeTaskRoutes,
  ...routesOf(base, undefined),
];
