import { requireTable } from '../dictionary/dictionary.ts';
import { readRecord } from '../store/records.ts';
import { type Rule, rowFrom, valueOf, type Row, type Session } from './session.ts';
import { updateRecord } from './write-record.ts';

/**
 * What the stock flow of an item does when work ends: the last closed task completes its item, the last closed
 * item its request (assumed: flows are not published).
 */
export const requestRules: readonly Rule[] = [
  {
    name: 'Start a submitted request',
    sysId: 'start_a_submitted_request',
    table: 'sc_request',
    when: 'before',
    order: 100,
    operations: new Set(['insert', 'update']),
    filter: undefined,
    holds: (_session, row) => valueOf(row, 'request_state') === 'submitted',
    run(_session, row) {
      row.values['request_state'] = 'in_process';
    },
  },
  closeParent('Close item with its last task', 'sc_task', 'sc_req_item', 'request_item', {
    stage: 'completed',
  }),
  closeParent('Close request with its last item', 'sc_req_item', 'sc_request', 'request', {
    stage: 'completed',
    request_state: 'closed_complete',
  }),
];

const CLOSED_COMPLETE = '3';

function closeParent(
  name: string,
  table: string,
  parentTable: string,
  link: string,
  also: Readonly<Record<string, string>>,
): Rule {
  return {
    name,
    sysId: name.toLowerCase().replaceAll(/\W+/g, '_'),
    table,
    when: 'after',
    order: 100,
    operations: new Set(['update']),
    filter: undefined,
    holds: (session, row) => isLast(session, row, table, link),
    run(session, row) {
      const target = requireTable(session.engine.dictionary(), parentTable);
      const stored = readRecord(session.engine.store, target, valueOf(row, link));
      if (stored === undefined || stored['active'] === '0') return;
      const parent = rowFrom(target, stored);
      Object.assign(parent.values, { state: CLOSED_COMPLETE, ...also });
      updateRecord(session, parent);
    },
  };
}

function isLast(session: Session, row: Row, table: string, link: string): boolean {
  if (valueOf(row, 'active') !== '0' || valueOf(row, link) === '') return false;
  const open = session.engine.store
    .prepare(`SELECT sys_id FROM ${table} WHERE ${link} = ? AND active <> '0' LIMIT 1`)
    .get(valueOf(row, link));
  return open === undefined;
}
