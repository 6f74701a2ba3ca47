import {
  childTable,
  choice,
  choices,
  date,
  dateTime,
  flag,
  list,
  numberChoice,
  reference,
  rootTable,
  sameChoices,
  text,
  whole,
} from '../columns.ts';
import type { StockTable } from '../model.ts';

const changeStates = choices(
  ['-5', 'New'],
  ['-4', 'Assess'],
  ['-3', 'Authorize'],
  ['-2', 'Scheduled'],
  ['-1', 'Implement'],
  ['0', 'Review'],
  ['3', 'Closed'],
  ['4', 'Canceled'],
);

const changeTaskStates = choices(
  ['-5', 'Pending'],
  ['1', 'Open'],
  ['2', 'In Progress'],
  ['3', 'Closed'],
  ['4', 'Canceled'],
);

const closeCodes = choices(
  ['successful', 'Successful'],
  ['successful_issues', 'Successful with issues'],
  ['unsuccessful', 'Unsuccessful'],
);

const kind = [
  choice(
    'type',
    'Type',
    choices(['normal', 'Normal'], ['standard', 'Standard'], ['emergency', 'Emergency']),
    { defaultValue: 'normal' },
  ),
  // The model "Normal", as recorded on a change that named none.
  reference('chg_model', 'Model', 'chg_model', {
    defaultValue: '007c4001c343101035ae3f52c1d3aeb2',
  }),
  choice(
    'category',
    'Category',
    sameChoices(
      'Hardware',
      'Software',
      'Service',
      'System Software',
      'Applications Software',
      'Network',
      'Telecom',
      'Documentation',
      'Other',
    ),
    { defaultValue: 'Other' },
  ),
  numberChoice('risk', 'Risk', choices(['2', 'High'], ['3', 'Moderate'], ['4', 'Low']), {
    defaultValue: '3',
  }),
  whole('risk_value', 'Risk value'),
  text('risk_impact_analysis', 'Risk and impact analysis', 4000),
  numberChoice(
    'scope',
    'Scope',
    choices(['1', 'Massive'], ['2', 'Large'], ['3', 'Medium'], ['4', 'Small'], ['5', 'Tiny']),
    { defaultValue: '3' },
  ),
  choice(
    'phase',
    'Phase',
    choices(
      ['requested', 'Requested'],
      ['plan', 'Plan'],
      ['build', 'Build'],
      ['test', 'Test'],
      ['implement', 'Implement'],
    ),
    { defaultValue: 'requested' },
  ),
  choice(
    'phase_state',
    'Phase state',
    choices(
      ['open', 'Open'],
      ['work in progress', 'Work in Progress'],
      ['on hold', 'On Hold'],
      ['complete', 'Complete'],
      ['canceled', 'Canceled'],
    ),
    { defaultValue: 'open' },
  ),
  text('ci_class', 'CI class', 80, { defaultValue: 'cmdb_ci' }),
  flag('is_bulk', 'Bulk', 'false'),
  flag('production_system', 'Production system', 'false'),
  flag('unauthorized', 'Unauthorized', 'false'),
  reference(
    'std_change_producer_version',
    'Standard change version',
    'std_change_producer_version',
  ),
  text('proposed_change', 'Proposed change', 4000),
];

const planning = [
  reference('requested_by', 'Requested by', 'sys_user', {
    defaultValue: 'javascript:gs.getUserID()',
  }),
  date('requested_by_date', 'Requested by date'),
  dateTime('start_date', 'Planned start date'),
  dateTime('end_date', 'Planned end date'),
  text('reason', 'Reason', 4000),
  text('justification', 'Justification', 4000),
  text('change_plan', 'Change plan', 4000),
  text('implementation_plan', 'Implementation plan', 4000),
  text('backout_plan', 'Backout plan', 4000),
  text('test_plan', 'Test plan', 4000),
  choice('conflict_status', 'Conflict status', sameChoices('Not Run', 'No Conflict', 'Conflict'), {
    defaultValue: 'Not Run',
  }),
  dateTime('conflict_last_run', 'Conflict last run'),
  flag('outside_maintenance_schedule', 'Outside maintenance schedule', 'false'),
];

const decision = [
  flag('cab_required', 'CAB required', 'false'),
  dateTime('cab_date', 'CAB date/time'),
  reference('cab_delegate', 'CAB delegate', 'sys_user'),
  text('cab_recommendation', 'CAB recommendation', 4000),
  flag('on_hold', 'On hold', 'false'),
  text('on_hold_reason', 'On hold reason', 4000),
  list('on_hold_task', 'On Hold Change Tasks', 'change_task'),
  date('review_date', 'Review date'),
  choice('review_status', 'Review status', choices(['1', 'Successful'], ['2', 'Unsuccessful'])),
  text('review_comments', 'Review comments', 4000),
  choice('close_code', 'Close code', closeCodes),
];

const changeTaskColumns = [
  reference('change_request', 'Change request', 'change_request'),
  choice(
    'change_task_type',
    'Type',
    choices(
      ['planning', 'Planning'],
      ['implementation', 'Implementation'],
      ['testing', 'Testing'],
      ['review', 'Review'],
    ),
  ),
  dateTime('planned_start_date', 'Planned start date'),
  dateTime('planned_end_date', 'Planned end date'),
  choice('close_code', 'Close code', closeCodes),
  choice('created_from', 'Created from', choices(['manual', 'Manual'], ['workflow', 'Workflow']), {
    defaultValue: 'manual',
  }),
  flag('on_hold', 'On hold', 'false'),
  text('on_hold_reason', 'On hold reason', 4000),
];

const changeModelColumns = [
  text('name', 'Name', 100),
  text('description', 'Description', 4000),
  flag('active', 'Active', 'true'),
  text('table_name', 'Table', 80, { defaultValue: 'change_request' }),
  text('state_field', 'State field', 80, { defaultValue: 'state' }),
  flag('default_change_model', 'Default change model', 'false'),
];

export const changeTables: readonly StockTable[] = [
  childTable('change_request', 'Change Request', 'task', [...kind, ...planning, ...decision], {
    numberPrefix: 'CHG',
    nextNumber: 30_001,
    overrides: [{ column: 'state', choices: changeStates, defaultValue: '-5' }],
  }),
  childTable('change_task', 'Change Task', 'task', changeTaskColumns, {
    numberPrefix: 'CTASK',
    nextNumber: 10_001,
    overrides: [{ column: 'state', choices: changeTaskStates, defaultValue: '1' }],
  }),
  rootTable('conflict', 'Conflict', [
    reference('change', 'Change', 'change_request'),
    reference('conflicting_change', 'Conflicting change', 'change_request'),
    reference('configuration_item', 'Configuration item', 'cmdb_ci'),
    choice(
      'type',
      'Type',
      choices(
        ['ci_already_scheduled', 'CI Already Scheduled'],
        ['not_in_maintenance_window', 'Not In Maintenance Window'],
        ['blackout', 'Blackout'],
      ),
    ),
  ]),
  rootTable('chg_mgt_worker', 'Change Management Worker', [
    text('type', 'Type', 40),
    whole('state', 'State'),
    text('request', 'Request', 65_000),
    text('messages', 'Messages', 65_000),
    text('payload', 'Payload', 65_000),
  ]),
  rootTable('task_service_offering', 'Impacted Service Offerings', [
    reference('task', 'Task', 'task'),
    reference('service_offering', 'Service offering', 'service_offering'),
  ]),
  rootTable('chg_model', 'Change Model', changeModelColumns, { display: 'name' }),
];
