import type { AclOperation, StockAcl } from '../model.ts';
import { allow, allowEveryone, concernsMe } from './define-acls.ts';

const roleDocs = 'ITSM roles documentation: components installed with ITSM Roles';
const measuredReaders = 'measured: rows visible by role (Lighthouse findings)';
const ownRecords = 'documentation: a user without roles sees the records that concern them';

const writing: readonly AclOperation[] = ['create', 'write'];

/** A reader of one kind of task sees these rows on `task` too, and no others. */
function readersOf(kind: string, role: string): StockAcl[] {
  return allow('task', ['read'], [role], measuredReaders, { condition: `sys_class_name=${kind}` });
}

const plainTasks = [
  ...allow('task', ['read'], ['itil'], 'documentation: base system roles, itil'),
  ...allow('task', writing, ['itil'], 'documentation: base system roles, itil'),
  ...allow('task', ['delete'], ['itil_admin'], 'documentation: base system roles, itil_admin'),
  ...allowEveryone('task', ['read'], ownRecords, { script: concernsMe('opened_by') }),
  ...readersOf('incident', 'sn_incident_read'),
  ...readersOf('problem', 'sn_problem_read'),
  ...readersOf('change_request', 'sn_change_read'),
  ...readersOf('sc_request', 'sn_request_read'),
  ...readersOf('sc_req_item', 'sn_request_read'),
];

const fulfillers = ['itil', 'sn_incident_write', 'sn_problem_write', 'sn_change_write'].concat(
  'sn_request_write',
  'problem_task_analyst',
);
const readers = ['sn_incident_read', 'sn_problem_read', 'sn_change_read', 'sn_request_read'];

const workNotes = [
  ...allow(
    ['task.work_notes', 'task.comments_and_work_notes'],
    ['read'],
    [...fulfillers, ...readers],
    'assumed: work notes are for the people who do the work; the roles are inferred',
  ),
  ...allow(
    'task.work_notes',
    writing,
    fulfillers,
    'assumed: work notes are for the people who do the work; the roles are inferred',
  ),
];

const incidents = [
  ...allow('incident', ['read'], ['itil', 'sn_incident_read'], measuredReaders),
  ...allowEveryone('incident', ['read'], ownRecords, {
    script: concernsMe('caller_id', 'opened_by'),
  }),
  ...allowEveryone('incident', ['read'], ownRecords, {
    script: 'answer = String(current.watch_list).indexOf(gs.getUserID()) >= 0;',
  }),
  ...allow('incident', ['write'], ['itil', 'sn_incident_write'], roleDocs),
  ...allowEveryone('incident', ['create'], 'documentation: every user may report an incident'),
  ...allowEveryone(
    'incident',
    ['write'],
    'assumed: callers may add to what they reported while it is open',
    { condition: 'active=true', script: concernsMe('caller_id', 'opened_by') },
  ),
  ...allow('incident', ['delete'], ['itil_admin'], 'documentation: base system roles, itil_admin'),
  // "Users without this role are unable to assign urgency/severity to an incident" (Netwrix 1Secure).
  ...allow(
    ['incident.urgency', 'incident.severity', 'incident.impact', 'incident.priority'],
    writing,
    ['itil', 'sn_incident_write'],
    'assumed: a vendor guide says so for urgency and severity; impact and priority are inferred',
  ),
  ...allow('incident_task', ['read'], ['itil', 'sn_incident_read'], `assumed: as incident`),
  ...allow('incident_task', writing, ['itil', 'sn_incident_write'], `assumed: as incident`),
];

const problems = [
  ...allow(['problem', 'problem_task'], ['read'], ['itil', 'sn_problem_read'], roleDocs),
  ...allow('problem', writing, ['itil', 'sn_problem_write', 'problem_coordinator'], roleDocs),
  ...allow('problem_task', writing, ['itil', 'sn_problem_write', 'problem_task_analyst'], roleDocs),
  ...allow(['problem', 'problem_task'], ['read'], ['problem_task_analyst'], roleDocs),
  ...allow(['problem', 'problem_task'], ['delete'], ['problem_admin', 'itil_admin'], roleDocs),
];

const changeApi = 'Change Management API: role required';
const changeTables = ['change_request', 'change_task'];

const changes = [
  ...allow(changeTables, ['read'], ['itil', 'sn_change_read'], changeApi),
  ...allow(changeTables, writing, ['itil', 'sn_change_write'], changeApi),
  ...allow(changeTables, ['delete'], ['change_manager', 'itil_admin'], changeApi),
  ...allowEveryone('change_request', ['read'], ownRecords, {
    script: concernsMe('requested_by'),
  }),
  ...allow('chg_model', ['read'], ['itil', 'sn_change_read'], 'assumed: whoever reads changes'),
];

const requestRoles = ['itil', 'sn_request_write', 'catalog'];
const requestTables = ['sc_request', 'sc_req_item', 'sc_task'];

const requests = [
  ...allow(requestTables, ['read'], [...requestRoles, 'sn_request_read'], measuredReaders),
  ...allowEveryone(['sc_request', 'sc_req_item'], ['read'], ownRecords, {
    script: concernsMe('requested_for', 'opened_by'),
  }),
  ...allow(requestTables, ['write'], requestRoles, roleDocs),
  // An account with itil and sn_request_write was refused; the catalog's order_now made the request.
  ...allow(
    'sc_request',
    ['create'],
    ['admin'],
    'measured: 403 on insert even with itil and sn_request_write',
  ),
  ...allow(['sc_req_item', 'sc_task'], ['create'], requestRoles, 'assumed: whoever may write them'),
  ...allow(requestTables, ['delete'], ['itil_admin', 'catalog_admin'], 'assumed: as other tasks'),
];

const aroundTasks = [
  ...allow(
    ['task_ci', 'task_cmdb_ci_service', 'cmdb_ci_outage'],
    ['read', 'create', 'write', 'delete'],
    ['itil'],
    'assumed: whoever works on tasks',
  ),
  ...allow(
    'sysapproval_approver',
    ['read', 'write'],
    ['approval_admin', 'itil'],
    'documentation: base system roles, approval_admin',
  ),
  ...allow(
    'sysapproval_approver',
    ['read', 'write'],
    ['approver_user'],
    'documentation: base system roles, approver_user',
    {
      script: concernsMe('approver'),
    },
  ),
  ...allow(
    ['metric_definition', 'metric_instance'],
    ['read'],
    ['itil'],
    'measured: 403 without itil',
  ),
];

export const taskAcls: readonly StockAcl[] = [
  ...plainTasks,
  ...workNotes,
  ...incidents,
  ...problems,
  ...changes,
  ...requests,
  ...aroundTasks,
];
