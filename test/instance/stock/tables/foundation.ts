import {
  childTable,
  classColumn,
  column,
  date,
  dateTime,
  domainColumns,
  flag,
  flags,
  reference,
  rootTable,
  text,
  texts,
  whole,
} from '../columns.ts';
import type { StockTable } from '../model.ts';

const companyColumns = [
  classColumn,
  text('name', 'Name', 80),
  ...texts(255, 'street', 'city', 'state', 'zip', 'country', 'website', 'notes'),
  column('ph_number', 'phone', 'Phone'),
  column('ph_number', 'fax_phone', 'Fax phone'),
  text('stock_symbol', 'Stock symbol', 40),
  text('stock_price', 'Stock price', 40),
  column('float', 'market_cap', 'Market cap'),
  column('float', 'revenue_per_year', 'Revenue per year'),
  column('float', 'profits', 'Profits'),
  column('float', 'latitude', 'Latitude'),
  column('float', 'longitude', 'Longitude'),
  whole('num_employees', 'Number of employees'),
  whole('rank_tier', 'Rank tier'),
  reference('contact', 'Contact', 'sys_user'),
  reference('parent', 'Parent', 'core_company'),
  ...flags('customer', 'vendor', 'manufacturer', 'primary', 'publicly_traded'),
  text('vendor_type', 'Vendor type', 255),
  text('discount', 'Discount', 40),
  column('image', 'banner_image', 'UI banner'),
  column('image', 'banner_image_light', 'Banner image'),
  text('banner_text', 'Banner text', 255),
  text('apple_icon', 'Apple icon', 255),
  text('lat_long_error', 'Lat long error', 1000),
  text('fiscal_year', 'Fiscal year', 40),
];

const locationColumns = [
  text('name', 'Name', 100),
  text('full_name', 'Full name', 255),
  ...texts(255, 'street', 'city', 'state', 'zip', 'country'),
  text('time_zone', 'Time zone', 40),
  text('stock_room', 'Stock room', 40),
  text('cmn_location_type', 'Location type', 40),
  column('ph_number', 'phone', 'Phone'),
  column('ph_number', 'fax_phone', 'Fax phone'),
  column('float', 'latitude', 'Latitude'),
  column('float', 'longitude', 'Longitude'),
  text('lat_long_error', 'Lat long error', 1000),
  text('phone_territory', 'Phone territory', 32),
  reference('company', 'Company', 'core_company'),
  reference('contact', 'Contact', 'sys_user'),
  reference('parent', 'Parent', 'cmn_location'),
  flag('primary_location', 'Primary location', 'false'),
  flag('duplicate', 'Duplicate', 'false'),
];

const departmentColumns = [
  text('name', 'Name', 100),
  text('id', 'ID', 40),
  text('description', 'Description', 4000),
  text('code', 'Code', 40),
  whole('head_count', 'Head count'),
  reference('company', 'Company', 'core_company'),
  reference('cost_center', 'Cost center', 'cmn_cost_center'),
  reference('dept_head', 'Department head', 'sys_user'),
  reference('primary_contact', 'Primary contact', 'sys_user'),
  reference('business_unit', 'Business unit', 'business_unit'),
  reference('parent', 'Parent', 'cmn_department'),
];

const costCenterColumns = [
  text('name', 'Name', 100),
  text('code', 'Code', 40),
  text('account_number', 'Account number', 40),
  date('valid_from', 'Valid from'),
  date('valid_to', 'Valid to'),
  reference('location', 'Location', 'cmn_location'),
  reference('manager', 'Manager', 'sys_user'),
  reference('parent', 'Parent', 'cmn_cost_center'),
];

const named = (name: string, label: string): StockTable =>
  rootTable(name, label, [text('name', 'Name', 255), text('description', 'Description', 4000)], {
    display: 'name',
  });

/** Tables that others point at and nobody here reads in detail: name and description only. */
const referredTo: readonly StockTable[] = [
  named('cmn_building', 'Building'),
  named('cmn_schedule', 'Schedule'),
  named('cmn_skill', 'Skill'),
  named('business_unit', 'Business Unit'),
  named('sys_perspective', 'Menu List'),
  named('ldap_server_config', 'LDAP Server'),
  named('ast_contract', 'Contract'),
  named('alm_asset', 'Asset'),
  named('bsm_chart', 'BSM Map'),
  named('major_incident_trigger_rule', 'Major Incident Trigger Rule'),
  named('life_cycle_stage', 'Life Cycle Stage'),
  named('life_cycle_stage_status', 'Life Cycle Stage Status'),
];

const approvalColumns = [
  reference('approver', 'Approver', 'sys_user'),
  reference('group', 'Approval group', 'sysapproval_group'),
  reference('sysapproval', 'Approval for', 'task'),
  text('source_table', 'Source table', 80),
  column('document_id', 'document_id', 'Approving', { maxLength: 32 }),
  text('state', 'State', 40, {
    choices: [
      { value: 'not requested', label: 'Not Yet Requested' },
      { value: 'requested', label: 'Requested' },
      { value: 'approved', label: 'Approved' },
      { value: 'rejected', label: 'Rejected' },
      { value: 'cancelled', label: 'Cancelled' },
      { value: 'not_required', label: 'No Longer Required' },
      { value: 'duplicate', label: 'Duplicate' },
    ],
    defaultValue: 'not requested',
  }),
  column('journal_input', 'comments', 'Comments', { maxLength: 4000 }),
  dateTime('due_date', 'Due date'),
  dateTime('expected_start', 'Expected start'),
  whole('iteration', 'Iteration'),
  whole('order', 'Order'),
  reference('wf_activity', 'Workflow activity', 'wf_activity'),
  ...texts(80, 'approval_column', 'approval_journal_column', 'approval_source', 'process_step'),
  ...texts(255, 'approval_reason', 'state_binding'),
];

export const foundationTables: readonly StockTable[] = [
  rootTable('core_company', 'Company', companyColumns, { display: 'name' }),
  rootTable('cmn_location', 'Location', locationColumns, { display: 'name' }),
  rootTable('cmn_department', 'Department', departmentColumns, { display: 'name' }),
  rootTable('cmn_cost_center', 'Cost Center', costCenterColumns, { display: 'name' }),
  rootTable(
    'domain',
    'Domain',
    [
      text('name', 'Name', 80),
      reference('parent', 'Parent', 'domain'),
      flag('active', 'Active', 'true'),
      flag('primary', 'Primary', 'false'),
      flag('default', 'Default', 'false'),
      ...domainColumns,
    ],
    { display: 'name' },
  ),
  rootTable('sysapproval_approver', 'Approval', approvalColumns),
  childTable('sysapproval_group', 'Group approval', 'task', [
    reference('assigned_group', 'Assigned group', 'sys_user_group'),
  ]),
  ...referredTo,
];
