import type { Column, Table } from '../dictionary/dictionary.ts';
import { isJournal, isReference } from '../dictionary/dictionary.ts';
import { displayOf } from '../engine/display.ts';
import { redirectOf } from '../engine/redirect.ts';
import { newRow, rowFrom, valueOf, type Row } from '../engine/session.ts';
import { deleteRecord, insertRecord, updateRecord } from '../engine/write-record.ts';
import type { Answer } from '../rest/answer.ts';
import { setFields } from '../rest/table-write.ts';
import { readRecord } from '../store/records.ts';
import { closedPage, keepMessages, notFoundPage, pageFor, type Visit } from './browse.ts';
import { escaped, hidden, redirect } from './html.ts';
import { formColumns } from './layout.ts';
import { relatedLists } from './related-lists.ts';
import { hasRoleFor, mayRun, runAction, type UiAction } from './ui-actions.ts';

const NEW = '-1';

/** `/<table>.do?sys_id=…`: the fields, and the actions that may run on this record now. */
export function answerForm(visit: Visit, table: Table, actions: readonly UiAction[]): Answer {
  const { session, scripts } = visit;
  const row = findRow(visit, table);
  if (row === undefined) return notFoundPage();
  const needed = row.stored === undefined ? 'create' : 'read';
  if (!scripts.access.mayUseTable(session, row.table, needed, row)) return closedPage();
  return visit.request.method === 'POST' ? submit(visit, row, actions) : show(visit, row, actions);
}

/** A record is shown as what it is, whatever parent it was asked for through. */
function findRow(visit: Visit, table: Table): Row | undefined {
  const { engine } = visit.session;
  const sysId = visit.form.get('sys_uniqueValue') ?? visit.request.query.get('sys_id') ?? NEW;
  if (sysId === NEW) return newRow(table);
  const stored = readRecord(engine.store, table, sysId);
  if (stored === undefined) return undefined;
  const actual = engine.dictionary().find(stored['sys_class_name'] ?? '') ?? table;
  return rowFrom(actual, readRecord(engine.store, actual, sysId) ?? stored);
}

function show(visit: Visit, row: Row, actions: readonly UiAction[]): Answer {
  const { session, scripts } = visit;
  const { table } = row;
  const isNew = row.stored === undefined;
  const view = visit.request.query.get('sysparm_view') ?? '';
  const fields = formColumns(session, table, view)
    .filter((column) => scripts.access.mayUseField(session, table, column, 'read', row))
    .map((column) => field(visit, row, column));
  const offered = actions.filter((action) => mayRun(session, scripts, action, row));
  const buttons = [
    verb(isNew ? 'sysverb_insert' : 'sysverb_update', isNew ? 'Submit' : 'Update'),
    ...(isNew ? [] : [verb('sysverb_delete', 'Delete')]),
    ...offered.filter((one) => one.formButton).map((one) => verb(one.sysId, one.name, one.hint)),
  ];
  const links = offered
    .filter((one) => one.formLink)
    .map((one) => verb(one.sysId, one.name, one.hint));
  const more = links.length === 0 ? '' : `<h2>Related links</h2><p>${links.join('')}</p>`;
  const inside = hidden({
    sys_uniqueValue: isNew ? NEW : valueOf(row, 'sys_id'),
    sysparm_ck: visit.browser?.token ?? '',
  });
  const form = `<form method="post" action="/${table.name}.do">${inside}<p>${buttons.join('')}</p>${fields.join('')}${more}</form>`;
  const title = isNew ? `${table.label}: new record` : `${table.label} ${titleOf(row)}`;
  const lists = isNew ? '' : relatedLists(visit, row, view);
  return pageFor(visit, `${form}${lists}`, title);
}

function titleOf(row: Row): string {
  return valueOf(row, row.table.display) || valueOf(row, 'sys_id');
}

function verb(action: string, label: string, hint = ''): string {
  return `<button name="sys_action" value="${escaped(action)}" title="${escaped(hint)}">${escaped(label)}</button>`;
}

function field(visit: Visit, row: Row, column: Column): string {
  const { session, scripts } = visit;
  const operation = row.stored === undefined ? 'create' : 'write';
  const locked =
    column.readOnly || !scripts.access.mayUseField(session, row.table, column, operation, row);
  const value = isJournal(column) ? '' : valueOf(row, column.name);
  const name = `${row.table.name}.${column.name}`;
  const off = locked ? ' disabled' : '';
  const label = `<label for="${name}">${escaped(column.label)}</label>`;
  if (column.choices.length > 0) {
    const options = [{ value: '', label: '-- None --' }, ...column.choices].map(
      (one) =>
        `<option value="${escaped(one.value)}"${one.value === value ? ' selected' : ''}>${escaped(one.label)}</option>`,
    );
    return `<p>${label} <select id="${name}" name="${name}"${off}>${options.join('')}</select></p>`;
  }
  const shown =
    isReference(column) && value !== ''
      ? ` <output>${escaped(displayOf(session.engine, column, value, session.user.timeZone))}</output>`
      : '';
  const input =
    column.maxLength > 255
      ? `<textarea id="${name}" name="${name}"${off}>${escaped(value)}</textarea>`
      : `<input id="${name}" name="${name}" value="${escaped(value)}"${off}>`;
  return `<p>${label} ${input}${shown}</p>`;
}

function submit(visit: Visit, row: Row, actions: readonly UiAction[]): Answer {
  const { session } = visit;
  const wanted = visit.form.get('sys_action') ?? '';
  const before = row.stored === undefined ? NEW : valueOf(row, 'sys_id');
  takeFields(visit, row);
  const action = actions.find((one) => one.sysId === wanted || one.actionName === wanted);
  const refused = action === undefined ? runVerb(visit, row, wanted) : runOn(visit, row, action);
  keepMessages(visit, [...session.messages, ...(refused === undefined ? [] : [refused])]);
  const sysId = valueOf(row, 'sys_id') || before;
  const isGone = wanted === 'sysverb_delete' && refused === undefined;
  return redirect(
    redirectOf(session) ??
      (isGone ? `/${row.table.name}_list.do` : `/${row.table.name}.do?sys_id=${sysId}`),
  );
}

/** Fields of the form are named `incident.state`; those that may not be written are left as they are. */
function takeFields(visit: Visit, row: Row): void {
  const prefix = `${row.table.name}.`;
  const values = Object.fromEntries(
    [...visit.form]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value]),
  );
  const operation = row.stored === undefined ? 'create' : 'write';
  setFields({ values, isDisplay: false }, visit, row, operation);
}

/** What the buttons of every form do. Gives back why nothing was done. */
function runVerb(visit: Visit, row: Row, wanted: string): string | undefined {
  const { session, scripts } = visit;
  const verbs = {
    sysverb_insert: ['create', insertRecord],
    sysverb_update: ['write', updateRecord],
    sysverb_delete: ['delete', deleteRecord],
  } as const;
  if (!isVerb(wanted)) return `There is no action '${wanted}' on this form`;
  const [needed, write] = verbs[wanted];
  if (!scripts.access.mayUseTable(session, row.table, needed, row))
    return 'Security constraints prevent this action';
  const outcome = write(session, row);
  return outcome.kind === 'refused' ? outcome.detail : undefined;
}

function isVerb(text: string): text is 'sysverb_insert' | 'sysverb_update' | 'sysverb_delete' {
  return ['sysverb_insert', 'sysverb_update', 'sysverb_delete'].includes(text);
}

function runOn(visit: Visit, row: Row, action: UiAction): string | undefined {
  const { session, scripts } = visit;
  if (!hasRoleFor(session, action)) return 'Security constraints prevent this action';
  if (!mayRun(session, scripts, action, row))
    return `'${action.name}' does not apply to this record`;
  runAction(session, scripts, action, row, visit.form);
  return undefined;
}
