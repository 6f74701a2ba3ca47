import { rowFrom, valueOf, type Row } from '../engine/session.ts';
import { updateRecord } from '../engine/write-record.ts';
import { findRows } from '../glide/find-rows.ts';
import { failure, json, Refusal, type Request } from './answer.ts';
import { readBody } from './read-body.ts';
import { renderRecord } from './render-record.ts';
import { readOptions } from './table-request.ts';
import { refusalOf, setFields } from './table-write.ts';
import type { Handler, RequestContext, Route } from './route.ts';

/**
 * The one call of the store app "API for Red Hat Ansible Automation Platform Certified Content Collection": the
 * collection servicenow.itsm moves problems with it, since the Table API does not. Moves, needed fields and
 * messages as in the script of that app.
 */
const moves: Readonly<Record<string, readonly string[]>> = {
  '101': ['102'],
  '102': ['103', '107'],
  '103': ['104', '106', '107'],
  '104': ['103', '106', '107'],
  '106': ['103', '107'],
  '107': ['103'],
};

/** What a problem must hold to be in a state; each state also needs what those before it need. */
const neededFor: readonly (readonly [string, readonly string[]])[] = [
  ['101', ['short_description']],
  ['102', ['assigned_to']],
  ['103', []],
  ['104', ['fix_notes', 'cause_notes']],
  ['106', ['resolution_code']],
  ['107', []],
];

const neededForCode: Readonly<Record<string, readonly string[]>> = {
  fix_applied: ['cause_notes', 'fix_notes'],
  risk_accepted: ['cause_notes', 'close_notes'],
  canceled: ['close_notes'],
  duplicate: ['duplicate_of'],
};

const moveProblem: Handler = (request, context) => {
  const { session, scripts } = context;
  const row = findProblem(request, context);
  const state = request.parameters['state'] ?? '';
  const given = readBody(request);
  refuseMove(valueOf(row, 'state'), state);
  refuseMissing(row, state, given);
  setFields({ values: given, isDisplay: false }, context, row, 'write');
  row.values['state'] = state;
  row.values['problem_state'] = state;
  const outcome = updateRecord(session, row);
  if (outcome.kind === 'refused') return refusalOf(outcome);
  const options = { ...readOptions(request), excludeLinks: true, fields: undefined };
  return json(200, { result: renderRecord(session, scripts.access, row, options) });
};

function findProblem(request: Request, context: RequestContext): Row {
  const { session, scripts } = context;
  const table = session.engine.dictionary().find('problem');
  const number = request.parameters['number'] ?? '';
  const query = {
    alternatives: [[[{ field: 'number', operator: '=', value: number }]]],
    order: [],
    groupBy: [],
    text: '',
  };
  const [stored] =
    table === undefined ? [] : findRows(session.engine, table, query, { limit: 1, offset: 0 });
  if (table === undefined || stored === undefined)
    throw new Refusal(failure(404, `No problem with number ${number} exists.`, null));
  const row = rowFrom(table, stored);
  const mayUse = (operation: 'read' | 'write'): boolean =>
    scripts.access.mayUseTable(session, table, operation, row);
  if (!mayUse('read') || !mayUse('write'))
    throw new Refusal(failure(406, 'Cannot read or write into a problem record', null));
  return row;
}

function bad(message: string): Refusal {
  return new Refusal(failure(400, message, null));
}

function refuseMove(from: string, to: string): void {
  if (moves[to] === undefined) throw bad(`Given new state ${to} is not a valid state.`);
  if (moves[from]?.includes(to) !== true)
    throw bad(`Problem state transition from state ${from} to ${to} is not possible.`);
}

/** From the last need to the first; a resolution code brings needs of its own. */
function refuseMissing(row: Row, state: string, given: Readonly<Record<string, string>>): void {
  const valueFor = (name: string): string => given[name] ?? valueOf(row, name);
  const last = neededFor.findIndex(([name]) => name === state);
  const waiting = neededFor.slice(0, last + 1).flatMap(([, fields]) => fields);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const value = valueFor(name);
    if (value === '') throw bad(`Missing field ${name}.`);
    if (name !== 'resolution_code') continue;
    const more = neededForCode[value];
    if (more === undefined)
      throw bad(`resolution_code is set to ${value}, which is not a valid value.`);
    waiting.push(...more);
  }
}

export const problemStateRoutes: readonly Route[] = [
  {
    method: 'PATCH',
    pattern: '/api/x_rhtpp_ansible/problem/{number}/new_state/{state}',
    handle: moveProblem,
  },
];
