import {
  choice,
  choices,
  classColumn,
  column,
  dateTime,
  domainColumns,
  duration,
  flag,
  list,
  numberChoice,
  reference,
  rootTable,
  text,
  whole,
} from '../columns.ts';
import type { StockTable } from '../model.ts';

/** One scale for impact and urgency everywhere. */
const impactChoices = choices(['1', '1 - High'], ['2', '2 - Medium'], ['3', '3 - Low']);

const priorityChoices = choices(
  ['1', '1 - Critical'],
  ['2', '2 - High'],
  ['3', '3 - Moderate'],
  ['4', '4 - Low'],
  ['5', '5 - Planning'],
);

/** The states of a plain task, shared by the request family. */
export const taskStates = choices(
  ['-5', 'Pending'],
  ['1', 'Open'],
  ['2', 'Work in Progress'],
  ['3', 'Closed Complete'],
  ['4', 'Closed Incomplete'],
  ['7', 'Closed Skipped'],
);

const approvalChoices = choices(
  ['not requested', 'Not Yet Requested'],
  ['requested', 'Requested'],
  ['approved', 'Approved'],
  ['rejected', 'Rejected'],
  ['cancelled', 'No Longer Required'],
  ['not_required', 'Not Required'],
  ['duplicate', 'Duplicate'],
);

const taskContactTypes = choices(
  ['email', 'Email'],
  ['phone', 'Phone'],
  ['self-service', 'Self-service'],
  ['walk-in', 'Walk-in'],
);

const what = [
  text('number', 'Number', 40, { defaultValue: 'javascript:getNextObjNumberPadded();' }),
  text('short_description', 'Short description', 160),
  text('description', 'Description', 4000),
  numberChoice('state', 'State', taskStates, { defaultValue: '1' }),
  flag('active', 'Active', 'true'),
  numberChoice('impact', 'Impact', impactChoices, { defaultValue: '3' }),
  numberChoice('urgency', 'Urgency', impactChoices, { defaultValue: '3' }),
  // Change requests keep this default (recorded: priority 4 with impact and urgency 3);
  // incidents and problems get theirs from the priority lookup.
  numberChoice('priority', 'Priority', priorityChoices, { defaultValue: '4' }),
  numberChoice(
    'escalation',
    'Escalation',
    choices(['0', 'Normal'], ['1', 'Moderate'], ['2', 'High'], ['3', 'Overdue']),
    { defaultValue: '0' },
  ),
  choice('contact_type', 'Contact type', taskContactTypes),
  text('task_effective_number', 'Effective number', 40, { readOnly: true }),
  whole('order', 'Order'),
  flag('knowledge', 'Knowledge', 'false'),
];

const who = [
  reference('assigned_to', 'Assigned to', 'sys_user'),
  reference('assignment_group', 'Assignment group', 'sys_user_group'),
  list('additional_assignee_list', 'Additional assignee list', 'sys_user'),
  list('group_list', 'Group list', 'sys_user_group'),
  list('watch_list', 'Watch list', 'sys_user'),
  list('work_notes_list', 'Work notes list', 'sys_user'),
  reference('opened_by', 'Opened by', 'sys_user', { defaultValue: 'javascript:gs.getUserID()' }),
  reference('closed_by', 'Closed by', 'sys_user'),
  reference('company', 'Company', 'core_company'),
  reference('location', 'Location', 'cmn_location'),
  list('skills', 'Skills', 'cmn_skill'),
  whole('reassignment_count', 'Reassignment count', { defaultValue: '0', readOnly: true }),
  whole('route_reason', 'Transfer reason'),
];

const about = [
  reference('parent', 'Parent', 'task'),
  reference('cmdb_ci', 'Configuration item', 'cmdb_ci'),
  reference('business_service', 'Service', 'cmdb_ci_service'),
  reference('service_offering', 'Service offering', 'service_offering'),
  reference('contract', 'Contract', 'ast_contract'),
  reference('universal_request', 'Universal Request', 'task'),
  text('correlation_id', 'Correlation ID', 100),
  text('correlation_display', 'Correlation display', 100),
];

const when = [
  dateTime('opened_at', 'Opened', { defaultValue: 'javascript:gs.nowDateTime()' }),
  dateTime('closed_at', 'Closed'),
  dateTime('due_date', 'Due date'),
  column('due_date', 'sla_due', 'SLA due', { readOnly: true }),
  dateTime('expected_start', 'Expected start'),
  dateTime('work_start', 'Actual start'),
  dateTime('work_end', 'Actual end'),
  dateTime('activity_due', 'Activity due'),
  dateTime('follow_up', 'Follow up'),
  duration('business_duration', 'Business duration'),
  duration('calendar_duration', 'Duration'),
  duration('time_worked', 'Time worked'),
  flag('made_sla', 'Made SLA', 'true'),
];

const notes = [
  column('journal_input', 'comments', 'Additional comments', { maxLength: 4000 }),
  column('journal_input', 'work_notes', 'Work notes', { maxLength: 4000 }),
  column('journal_list', 'comments_and_work_notes', 'Comments and Work notes', { maxLength: 4000 }),
  text('close_notes', 'Close notes', 4000),
];

const approvals = [
  choice('approval', 'Approval', approvalChoices, { defaultValue: 'not requested' }),
  column('journal', 'approval_history', 'Approval history', { maxLength: 4000 }),
  dateTime('approval_set', 'Approval set'),
  choice(
    'upon_approval',
    'Upon approval',
    choices(['proceed', 'Proceed to Next Task'], ['wait', 'Wait for a User to Close this task']),
    { defaultValue: 'proceed' },
  ),
  choice(
    'upon_reject',
    'Upon reject',
    choices(['cancel', 'Cancel all future Tasks'], ['goto', 'Go to a previous Task']),
    { defaultValue: 'cancel' },
  ),
  reference('rejection_goto', 'Rejection goto', 'task'),
  reference('delivery_plan', 'Delivery plan', 'sc_cat_item_delivery_plan'),
  reference('delivery_task', 'Delivery task', 'sc_cat_item_delivery_task'),
  reference('wf_activity', 'Workflow activity', 'wf_activity'),
  column('user_input', 'user_input', 'User input', { maxLength: 4000 }),
  column('variables', 'variables', 'Variables'),
];

export const taskTables: readonly StockTable[] = [
  rootTable(
    'task',
    'Task',
    [{ ...classColumn, label: 'Task type' }, ...domainColumns, ...what, ...who, ...about]
      .concat(when)
      .concat(notes)
      .concat(approvals),
    { numberPrefix: 'TASK', nextNumber: 20_001, display: 'number' },
  ),
];
