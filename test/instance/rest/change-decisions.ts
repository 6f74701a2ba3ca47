import { requireTable } from '../dictionary/dictionary.ts';
import { rowFrom, valueOf, type Row, type Session } from '../engine/session.ts';
import { updateRecord } from '../engine/write-record.ts';
import { toValues } from '../store/rows.ts';
import { failure, json, noRecord } from './answer.ts';
import { readObject } from './catalog-order.ts';
import { requestedChange } from './change-items.ts';
import { findChange, readers, show, tableOf, writers } from './change-records.ts';
import { textOfJson } from './read-body.ts';
import { refusalOf } from './table-write.ts';
import { renderTyped } from './typed-record.ts';
import type { Handler } from './route.ts';

/** Assess and Authorize wait for approvals: with the last one the change goes on, with a refusal back to New. */
const next: Readonly<Record<string, string>> = { '-4': '-3', '-3': '-2' };
const NEW = '-5';

/** The caller's own approval. That one without it is 400 is documented, the wordings are assumed. */
export const decideApproval: Handler = (request, context) => {
  const change = requestedChange(request, context, readers);
  if (change === undefined) return noRecord;
  const { session, scripts } = context;
  const body = readObject(request);
  const state = textOfJson(body['state']);
  const comments = textOfJson(body['comments']);
  if (state !== 'approved' && state !== 'rejected')
    return failure(400, 'Bad Request', 'state must be approved or rejected');
  if (state === 'rejected' && comments === '')
    return failure(400, 'Bad Request', 'comments are required to reject');
  const approvals = approvalsOf(session, valueOf(change, 'sys_id'));
  const own = approvals.find(
    (row) =>
      valueOf(row, 'approver') === session.user.sysId && valueOf(row, 'state') === 'requested',
  );
  if (own === undefined)
    return failure(400, 'Bad Request', 'The user may not approve or reject this change');
  Object.assign(own.values, { state, comments });
  updateRecord(session, own);
  const outcome = updateRecord(session, decided(change, state, approvals));
  if (outcome.kind === 'refused') return refusalOf(outcome);
  return json(200, { result: [renderTyped(session, scripts.access, change)] });
};

function approvalsOf(session: Session, change: string): Row[] {
  const table = requireTable(session.engine.dictionary(), 'sysapproval_approver');
  const rows = session.engine.store
    .prepare('SELECT * FROM sysapproval_approver WHERE sysapproval = ?')
    .all(change);
  return rows.map((row) => rowFrom(table, toValues(row)));
}

function decided(change: Row, state: string, approvals: readonly Row[]): Row {
  const isOpen = approvals.some((row) => valueOf(row, 'state') === 'requested');
  if (state === 'rejected') Object.assign(change.values, { approval: 'rejected', state: NEW });
  else if (!isOpen)
    Object.assign(change.values, {
      approval: 'approved',
      state: next[valueOf(change, 'state')] ?? valueOf(change, 'state'),
    });
  return change;
}

/** The risk of a standard change is that of its template: low (documentation's sample; no rules of risk here). */
export const assessRisk: Handler = (request, context) => {
  const table = tableOf(context, 'change_request', writers);
  const change = findChange(request, context, table, 'standard');
  if (change === undefined) return noRecord;
  Object.assign(change.values, { risk: '4', impact: '3' });
  const outcome = updateRecord(context.session, change);
  return outcome.kind === 'refused' ? refusalOf(outcome) : show(context, change, {});
};
