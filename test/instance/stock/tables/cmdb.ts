import {
  childTable,
  choice,
  choices,
  classColumn,
  column,
  date,
  dateTime,
  domainColumns,
  duration,
  flag,
  flags,
  numberChoice,
  reference,
  rootTable,
  sameChoices,
  text,
  texts,
  whole,
} from '../columns.ts';
import type { StockTable } from '../model.ts';

const installStatus = choices(
  ['1', 'Installed'],
  ['2', 'On Order'],
  ['3', 'In Maintenance'],
  ['4', 'Pending Install'],
  ['5', 'Pending Repair'],
  ['6', 'In Stock'],
  ['7', 'Retired'],
  ['8', 'Stolen'],
  ['100', 'Absent'],
);

const operationalStatus = choices(
  ['1', 'Operational'],
  ['2', 'Non-Operational'],
  ['3', 'Repair in Progress'],
  ['4', 'DR Standby'],
  ['5', 'Ready'],
  ['6', 'Retired'],
  ['7', 'Pipeline'],
  ['8', 'Catalog'],
);

export const environments = sameChoices(
  'Production',
  'Development',
  'Test',
  'QA',
  'Staging',
  'Demonstration',
  'Training',
  'Disaster recovery',
);

/** What the CMDB Instance and identification APIs accept as `source`. */
const discoverySources = sameChoices(
  'ServiceNow',
  'ImportSet',
  'ServiceWatch',
  'Altiris',
  'SCCM',
  'AWS',
  'Azure',
  'Manual Entry',
  'Event Management',
  'Other Automated',
);

const baseColumns = [
  classColumn,
  ...domainColumns,
  column('sys_class_path', 'sys_class_path', 'Class path', { maxLength: 255 }),
  text('name', 'Name', 255),
  text('short_description', 'Description', 1000),
  text('asset_tag', 'Asset tag', 40),
  text('serial_number', 'Serial number', 255),
  text('correlation_id', 'Correlation ID', 255),
  text('category', 'Category', 40),
  text('subcategory', 'Subcategory', 40),
  text('attributes', 'Attributes', 65_000),
  text('comments', 'Comments', 4000),
  text('justification', 'Justification', 80),
  column('ip_addr', 'ip_address', 'IP Address', { maxLength: 255 }),
  text('mac_address', 'MAC Address', 40),
  text('fqdn', 'Fully qualified domain name', 255),
  text('dns_domain', 'DNS Domain', 255),
  text('model_number', 'Model number', 255),
  numberChoice('install_status', 'Status', installStatus, { defaultValue: '1' }),
  numberChoice('operational_status', 'Operational status', operationalStatus, {
    defaultValue: '1',
  }),
  choice('environment', 'Environment', environments),
  choice('discovery_source', 'Discovery source', discoverySources),
  whole('fault_count', 'Fault count', { defaultValue: '0' }),
  whole('attestation_score', 'Attestation Score'),
  ...flags('attested', 'can_print', 'monitor', 'skip_sync', 'unverified'),
  text('cost_cc', 'Cost currency', 3, { defaultValue: 'USD' }),
  column('float', 'cost', 'Cost'),
  ...texts(40, 'due_in', 'gl_account', 'invoice_number', 'lease_id', 'po_number', 'object_id'),
];

const ownership = [
  reference('asset', 'Asset', 'alm_asset'),
  reference('model_id', 'Model ID', 'cmdb_model'),
  reference('manufacturer', 'Manufacturer', 'core_company'),
  reference('vendor', 'Vendor', 'core_company'),
  reference('company', 'Company', 'core_company'),
  reference('department', 'Department', 'cmn_department'),
  reference('location', 'Location', 'cmn_location'),
  reference('cost_center', 'Cost center', 'cmn_cost_center'),
  reference('assigned_to', 'Assigned to', 'sys_user'),
  reference('owned_by', 'Owned by', 'sys_user'),
  reference('managed_by', 'Managed by', 'sys_user'),
  reference('supported_by', 'Supported by', 'sys_user'),
  reference('attested_by', 'Attested by', 'sys_user'),
  reference('assignment_group', 'Change Group', 'sys_user_group'),
  reference('support_group', 'Support group', 'sys_user_group'),
  reference('managed_by_group', 'Managed By Group', 'sys_user_group'),
  reference('change_control', 'Approval group', 'sys_user_group'),
  reference('duplicate_of', 'Duplicate Of', 'cmdb_ci'),
  reference('schedule', 'Schedule', 'cmn_schedule'),
  reference('maintenance_schedule', 'Maintenance schedule', 'cmn_schedule'),
  reference('life_cycle_stage', 'Life Cycle Stage', 'life_cycle_stage'),
  reference('life_cycle_stage_status', 'Life Cycle Stage Status', 'life_cycle_stage_status'),
];

const history = [
  dateTime('first_discovered', 'First discovered'),
  dateTime('last_discovered', 'Most recent discovery'),
  dateTime('attested_date', 'Attested date'),
  dateTime('assigned', 'Assigned'),
  dateTime('checked_in', 'Checked in'),
  dateTime('checked_out', 'Checked out'),
  dateTime('delivery_date', 'Order received'),
  dateTime('due', 'Due'),
  dateTime('install_date', 'Installed'),
  dateTime('order_date', 'Ordered'),
  dateTime('start_date', 'Start date'),
  date('purchase_date', 'Purchased'),
  date('warranty_expiration', 'Warranty expiration'),
];

const supportingTables: readonly StockTable[] = [
  rootTable('cmdb_rel_ci', 'CI Relationship', [
    reference('parent', 'Parent', 'cmdb_ci'),
    reference('child', 'Child', 'cmdb_ci'),
    reference('type', 'Type', 'cmdb_rel_type'),
    whole('connection_strength', 'Connection strength'),
    whole('percent_outage', 'Percent outage'),
    text('port', 'Port', 40),
  ]),
  rootTable(
    'cmdb_rel_type',
    'CI Relation Type',
    [
      text('name', 'Name', 100),
      text('parent_descriptor', 'Parent descriptor', 40),
      text('child_descriptor', 'Child descriptor', 40),
    ],
    { display: 'name' },
  ),
  rootTable(
    'cmdb_model',
    'Product Model',
    [
      classColumn,
      text('name', 'Name', 255),
      text('display_name', 'Display name', 255),
      text('model_number', 'Model number', 255),
      reference('manufacturer', 'Manufacturer', 'core_company'),
      text('short_description', 'Short description', 1000),
      text('status', 'Status', 40),
    ],
    { display: 'display_name' },
  ),
  rootTable('cmdb_serial_number', 'Serial Number', [
    reference('cmdb_ci', 'Configuration item', 'cmdb_ci'),
    text('serial_number', 'Serial number', 255),
    text('serial_number_type', 'Serial number type', 40),
    flag('valid', 'Valid', 'true'),
  ]),
  // The link from a configuration item to the name a discovery source knows it by.
  rootTable('sys_object_source', 'Object Source', [
    text('name', 'Name', 40),
    text('id', 'ID', 512),
    text('target_table', 'Target table', 80),
    column('document_id', 'target_sys_id', 'Target', { maxLength: 32 }),
    dateTime('last_scan', 'Last scan'),
  ]),
  rootTable('task_ci', 'CIs Affected', [
    reference('task', 'Task', 'task'),
    reference('ci_item', 'Configuration item', 'cmdb_ci'),
    flag('applied', 'Applied', 'false'),
    dateTime('applied_date', 'Applied date'),
  ]),
  rootTable('task_cmdb_ci_service', 'Impacted Services/CIs', [
    reference('task', 'Task', 'task'),
    reference('cmdb_ci_service', 'Service', 'cmdb_ci_service'),
    flag('manually_added', 'Manually added', 'false'),
  ]),
  rootTable('cmdb_ci_outage', 'Outage', [
    reference('cmdb_ci', 'Configuration item', 'cmdb_ci'),
    reference('task_number', 'Task number', 'task'),
    choice(
      'type',
      'Type',
      choices(['outage', 'Outage'], ['degradation', 'Degradation'], ['planned', 'Planned Outage']),
    ),
    dateTime('begin', 'Begin'),
    dateTime('end', 'End'),
    duration('duration', 'Duration'),
    text('short_description', 'Short description', 160),
  ]),
];

export const cmdbTables: readonly StockTable[] = [
  rootTable('cmdb', 'Base Configuration Item', [...baseColumns, ...ownership, ...history], {
    display: 'name',
  }),
  childTable('cmdb_ci', 'Configuration Item', 'cmdb'),
  ...supportingTables,
];
