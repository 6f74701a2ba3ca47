import type { Table } from '../dictionary/dictionary.ts';
import { displayOf } from '../engine/display.ts';
import { redirectOf } from '../engine/redirect.ts';
import { rowFrom, valueOf, type Row } from '../engine/session.ts';
import { countRows, findRows } from '../glide/find-rows.ts';
import { resolveDynamicFilters } from '../query/dynamic-filters.ts';
import { parseEncodedQuery, type EncodedQuery } from '../query/parse-encoded-query.ts';
import type { Answer } from '../rest/answer.ts';
import { readRecord } from '../store/records.ts';
import { closedPage, keepMessages, pageFor, type Visit } from './browse.ts';
import { escaped, hidden, redirect } from './html.ts';
import { listColumns } from './layout.ts';
import { hasRoleFor, mayRun, runAction, type UiAction } from './ui-actions.ts';

const ROWS = 20;

/** `/<table>_list.do?sysparm_query=…`: a page of rows, and the actions on those that are ticked. */
export function answerList(visit: Visit, table: Table, actions: readonly UiAction[]): Answer {
  const { session, scripts } = visit;
  if (!scripts.access.mayUseTable(session, table, 'read', undefined)) return closedPage();
  const onList = actions.filter(
    (one) => (one.listChoice || one.listButton) && hasRoleFor(session, one),
  );
  return visit.request.method === 'POST'
    ? submit(visit, table, onList)
    : show(visit, table, onList);
}

function queryOf(visit: Visit): EncodedQuery {
  const text = visit.request.query.get('sysparm_query') ?? '';
  return resolveDynamicFilters(visit.session, parseEncodedQuery(text));
}

function show(visit: Visit, table: Table, actions: readonly UiAction[]): Answer {
  const query = queryOf(visit);
  const first = Math.max(1, Number(visit.request.query.get('sysparm_first_row') ?? 1) || 1);
  const address = `/${table.name}_list.do?${visit.request.rawQuery}`;
  const choices = actions
    .map((one) => `<option value="${one.sysId}">${escaped(one.name)}</option>`)
    .join('');
  const inside = hidden({ sysparm_ck: visit.browser?.token ?? '' });
  const acting =
    choices === ''
      ? ''
      : `<p><label>Actions on selected rows… <select name="sys_action">${choices}</select></label> <button>Go</button></p>`;
  const rows = tableOf(visit, table, query, first);
  return pageFor(
    visit,
    `<form method="post" action="${escaped(address)}">${inside}${acting}${rows.html}</form><p>${first} to ${first + rows.found - 1} of ${rows.count}</p>`,
    table.label,
  );
}

/** A page of rows, as far as the user may read them, in the columns of the table's list. */
export function tableOf(
  visit: Visit,
  table: Table,
  query: EncodedQuery,
  first: number,
): { readonly html: string; readonly found: number; readonly count: number } {
  const { session, scripts } = visit;
  const found = findRows(session.engine, table, query, { limit: ROWS, offset: first - 1 });
  const columns = listColumns(session, table);
  const head = ['', ...columns.map((column) => column.label)]
    .map((label) => `<th>${escaped(label)}</th>`)
    .join('');
  const names = columns.map((column) => column.name);
  const body = found
    .map((values) => rowFrom(table, values))
    .filter((row) => scripts.access.mayUseTable(session, table, 'read', row))
    .map((row) => line(visit, row, names))
    .join('');
  return {
    html: `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`,
    found: found.length,
    count: countRows(session.engine, table, query),
  };
}

function line(visit: Visit, row: Row, names: readonly string[]): string {
  const { session, scripts } = visit;
  const sysId = valueOf(row, 'sys_id');
  const cells = names.map((name, index) => {
    const column = row.table.columns.get(name);
    const isHidden =
      column === undefined || !scripts.access.mayUseField(session, row.table, column, 'read', row);
    const text = isHidden
      ? ''
      : displayOf(session.engine, column, valueOf(row, name), session.user.timeZone);
    const shown = escaped(text);
    const link = `<a href="/${row.table.name}.do?sys_id=${sysId}">${shown || '(empty)'}</a>`;
    return `<td>${index === 0 ? link : shown}</td>`;
  });
  const tick = `<input type="checkbox" name="sysparm_checked_items" value="${sysId}" aria-label="Select row">`;
  return `<tr><td>${tick}</td>${cells.join('')}</tr>`;
}

/** A choice is listed whatever its condition says; the condition is asked for each row (fluent-ui-action-api.md). */
function submit(visit: Visit, table: Table, actions: readonly UiAction[]): Answer {
  const { session, scripts } = visit;
  const wanted = visit.form.get('sys_action') ?? '';
  const action = actions.find((one) => one.sysId === wanted || one.actionName === wanted);
  const ids = visit.form
    .getAll('sysparm_checked_items')
    .flatMap((text) => text.split(','))
    .filter((id) => id !== '');
  if (action === undefined) session.messages.push(`There is no action '${wanted}' on this list`);
  for (const row of action === undefined ? [] : rowsOf(visit, table, ids)) {
    if (action !== undefined && mayRun(session, scripts, action, row))
      runAction(session, scripts, action, row, visit.form);
  }
  keepMessages(visit, session.messages);
  return redirect(redirectOf(session) ?? `/${table.name}_list.do?${visit.request.rawQuery}`);
}

function rowsOf(visit: Visit, table: Table, ids: readonly string[]): Row[] {
  const { session, scripts } = visit;
  return ids.flatMap((id) => {
    const stored = readRecord(session.engine.store, table, id);
    if (stored === undefined) return [];
    const row = rowFrom(table, stored);
    return scripts.access.mayUseTable(session, table, 'read', row) ? [row] : [];
  });
}
