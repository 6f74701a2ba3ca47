import {
  childTable,
  choice,
  choices,
  column,
  dateTime,
  domainColumns,
  duration,
  flag,
  flags,
  reference,
  rootTable,
  text,
  texts,
  whole,
} from '../columns.ts';
import type { StockColumn, StockTable } from '../model.ts';

const script = (label = 'Script'): StockColumn =>
  column('script', 'script', label, { maxLength: 1_000_000 });

const accessibleFrom = choice(
  'access',
  'Accessible from',
  choices(['public', 'All application scopes'], ['package_private', 'This application scope only']),
  { defaultValue: 'package_private' },
);

const callerAccess = choice(
  'caller_access',
  'Caller access',
  choices(['1', 'Caller Tracking'], ['2', 'Caller Restriction']),
);

const businessRuleColumns = [
  text('name', 'Name', 40),
  text('description', 'Description', 1000),
  column('table_name', 'collection', 'Table', { maxLength: 80 }),
  choice(
    'when',
    'When',
    choices(
      ['before', 'before'],
      ['after', 'after'],
      ['async', 'async'],
      ['async_always', 'async (always)'],
      ['before_display', 'display'],
    ),
    { defaultValue: 'after' },
  ),
  whole('order', 'Order', { defaultValue: '100' }),
  whole('priority', 'Priority', { defaultValue: '100' }),
  flag('active', 'Active', 'true'),
  ...flags('action_insert', 'action_update', 'action_delete', 'action_query'),
  ...flags('advanced', 'abort_action', 'add_message', 'client_callable', 'execute_function'),
  flag('change_fields', 'Change fields', 'true'),
  column('conditions', 'filter_condition', 'Filter Conditions', { maxLength: 4000 }),
  text('condition', 'Condition', 254),
  column('user_roles', 'role_conditions', 'Role conditions', { maxLength: 255 }),
  column('html', 'message', 'Message', { maxLength: 4000 }),
  column('template_value', 'template', 'Set field values', { maxLength: 8000 }),
  script(),
  accessibleFrom,
  flag('is_rest', 'REST service', 'false'),
  ...texts(255, 'rest_method', 'rest_method_text', 'rest_service', 'rest_service_text'),
  text('rest_variables', 'REST variables', 4000),
  text('sys_overrides', 'Overrides', 32),
];

const scriptIncludeColumns = [
  text('name', 'Name', 100),
  text('api_name', 'API Name', 120),
  text('description', 'Description', 4000),
  flag('active', 'Active', 'true'),
  ...flags('client_callable', 'mobile_callable', 'sandbox_callable'),
  accessibleFrom,
  callerAccess,
  script(),
];

const moduleColumns = [
  text('path', 'Path', 1024),
  text('name', 'Name', 255),
  column('script', 'content', 'Content', { maxLength: 10_000_000 }),
  flag('external_source', 'External source', 'false'),
  flag('system_module', 'System module', 'false'),
  text('hash', 'Hash', 255),
];

const scheduleColumns = [
  text('name', 'Name', 100),
  flag('active', 'Active', 'true'),
  choice(
    'run_type',
    'Run',
    choices(
      ['daily', 'Daily'],
      ['weekly', 'Weekly'],
      ['monthly', 'Monthly'],
      ['periodically', 'Periodically'],
      ['once', 'Once'],
      ['on_demand', 'On Demand'],
    ),
    { defaultValue: 'daily' },
  ),
  duration('run_period', 'Repeat Interval'),
  dateTime('run_start', 'Starting'),
  dateTime('run_end', 'Ending'),
  column('glide_time', 'run_time', 'Time'),
  whole('run_dayofweek', 'Day'),
  whole('run_dayofmonth', 'Day'),
  whole('run_weekinmonth', 'Week in month'),
  whole('run_month', 'Month'),
  text('run_daysofweek', 'Days', 40),
  reference('run_as', 'Run as', 'sys_user'),
  text('run_as_tz', 'Run as tz', 40),
  text('time_zone', 'Time zone', 40),
  flag('conditional', 'Conditional', 'false'),
  column('script', 'condition', 'Condition', { maxLength: 4000 }),
  flag('upgrade_safe', 'Upgrade safe', 'false'),
  flag('advanced', 'Advanced', 'false'),
  ...texts(40, 'business_calendar', 'entered_run_start', 'entered_run_end', 'entered_time'),
  ...texts(40, 'max_drift', 'offset', 'offset_type', 'repeat_every'),
];

const triggerColumns = [
  text('name', 'Name', 100),
  whole('trigger_type', 'Trigger type', {
    choices: choices(
      ['0', 'Once'],
      ['1', 'Repeat'],
      ['2', 'Daily'],
      ['3', 'Weekly'],
      ['4', 'Monthly'],
    ),
  }),
  whole('state', 'State', {
    choices: choices(['0', 'Ready'], ['1', 'Running'], ['2', 'Queued'], ['3', 'Error']),
    defaultValue: '0',
  }),
  dateTime('next_action', 'Next action'),
  duration('repeat', 'Repeat'),
  text('job_id', 'Job ID', 32),
  text('document', 'Document', 80),
  text('document_key', 'Document key', 32),
  script('Job context'),
  text('system_id', 'System ID', 255),
  text('claimed_by', 'Claimed by', 255),
  whole('priority', 'Priority', { defaultValue: '100' }),
  whole('error_count', 'Error count', { defaultValue: '0' }),
  whole('processing_duration', 'Processing duration'),
  column('document_id', 'run_as', 'Run as', { maxLength: 32 }),
];

const eventColumns = [
  text('name', 'Name', 100),
  text('queue', 'Queue', 40),
  choice(
    'state',
    'State',
    choices(
      ['ready', 'Ready'],
      ['queued', 'Queued'],
      ['processed', 'Processed'],
      ['error', 'Error'],
      ['transferred', 'Transferred'],
    ),
    { defaultValue: 'ready' },
  ),
  text('table', 'Table', 80),
  column('document_id', 'instance', 'Instance', { maxLength: 32 }),
  text('parm1', 'Parm1', 65_000),
  text('parm2', 'Parm2', 65_000),
  text('user_id', 'User ID', 32),
  text('user_name', 'User name', 40),
  text('claimed_by', 'Claimed by', 255),
  dateTime('process_on', 'Process on'),
  dateTime('processed', 'Processed'),
  whole('processing_duration', 'Processing duration'),
  text('uri', 'URI', 255),
  text('descriptive_name', 'Descriptive name', 255),
];

const eventRegistryColumns = [
  text('event_name', 'Event name', 100),
  text('suffix', 'Suffix', 100),
  column('table_name', 'table', 'Table', { maxLength: 80 }),
  text('description', 'Description', 255),
  text('fired_by', 'Fired by', 255),
  text('queue', 'Queue', 40),
  whole('priority', 'Priority', { defaultValue: '100' }),
  whole('caller_access', 'Caller access'),
];

const scriptActionColumns = [
  text('name', 'Name', 100),
  text('event_name', 'Event name', 100),
  text('description', 'Description', 4000),
  flag('active', 'Active', 'true'),
  whole('order', 'Order', { defaultValue: '100' }),
  column('script', 'condition_script', 'Condition script', { maxLength: 4000 }),
  flag('synchronous', 'Synchronous', 'false'),
  script(),
];

const clientScriptColumns = [
  text('name', 'Name', 100),
  column('table_name', 'table', 'Table', { maxLength: 80 }),
  text('type', 'Type', 40),
  text('field', 'Field name', 80),
  text('ui_type', 'UI Type', 40),
  flag('active', 'Active', 'true'),
  ...flags('global', 'isolate_script', 'applies_extended'),
  text('description', 'Description', 4000),
  script(),
];

export const scriptingTables: readonly StockTable[] = [
  childTable(
    'sys_script',
    'Business Rule',
    'sys_metadata',
    [...domainColumns, ...businessRuleColumns],
    {
      display: 'name',
    },
  ),
  childTable('sys_script_include', 'Script Include', 'sys_metadata', scriptIncludeColumns, {
    display: 'name',
  }),
  childTable('sys_module', 'Module', 'sys_metadata', moduleColumns, { display: 'path' }),
  childTable('sys_script_client', 'Client Script', 'sys_metadata', clientScriptColumns, {
    display: 'name',
  }),
  childTable(
    'sys_script_fix',
    'Fix Script',
    'sys_metadata',
    [text('name', 'Name', 100), text('description', 'Description', 4000), script()],
    { display: 'name' },
  ),
  childTable('sysauto', 'Scheduled Job', 'sys_metadata', scheduleColumns, { display: 'name' }),
  childTable('sysauto_script', 'Scheduled Script Execution', 'sysauto', [
    script('Run this script'),
  ]),
  rootTable('sys_trigger', 'Schedule Item', triggerColumns, { display: 'name' }),
  rootTable('sysevent', 'Event', eventColumns, { display: 'name' }),
  childTable('sysevent_register', 'Event Registration', 'sys_metadata', eventRegistryColumns, {
    display: 'event_name',
  }),
  childTable('sysevent_queue', 'Event Queue', 'sys_metadata', [
    text('queue', 'Queue', 40),
    text('description', 'Description', 255),
    whole('poll_interval', 'Poll interval'),
    flag('active', 'Active', 'true'),
  ]),
  childTable('sysevent_script_action', 'Script Action', 'sys_metadata', scriptActionColumns, {
    display: 'name',
  }),
];
