import {
  childTable,
  choice,
  choices,
  classColumn,
  column,
  date,
  dateTime,
  domainColumns,
  flag,
  list,
  reference,
  rootTable,
  text,
  texts,
  whole,
} from '../columns.ts';
import type { StockTable } from '../model.ts';

const person = [
  text('user_name', 'User ID', 40, { unique: true }),
  text('name', 'Name', 151),
  text('first_name', 'First name', 50),
  text('middle_name', 'Middle name', 50),
  text('last_name', 'Last name', 50),
  column('email', 'email', 'Email', { maxLength: 100 }),
  column('ph_number', 'phone', 'Business phone'),
  column('ph_number', 'home_phone', 'Home phone'),
  column('ph_number', 'mobile_phone', 'Mobile phone'),
  text('title', 'Title', 60),
  text('employee_number', 'Employee number', 40),
  text('introduction', 'Prefix', 40),
  text('gender', 'Gender', 40),
  column('user_image', 'photo', 'Photo'),
  column('image', 'avatar', 'Avatar'),
  flag('vip', 'VIP', 'false'),
  ...texts(40, 'fax', 'city', 'state', 'zip', 'edu_status'),
  text('street', 'Street', 255),
  text('country', 'Country code', 3),
];

const place = [
  reference('company', 'Company', 'core_company'),
  reference('department', 'Department', 'cmn_department'),
  reference('cost_center', 'Cost center', 'cmn_cost_center'),
  reference('location', 'Location', 'cmn_location'),
  reference('building', 'Building', 'cmn_building'),
  reference('manager', 'Manager', 'sys_user'),
  reference('manager_hp1', 'Manager HP1', 'sys_user'),
  reference('schedule', 'Schedule', 'cmn_schedule'),
  text('time_zone', 'Time zone', 40),
  text('date_format', 'Date format', 40),
  text('time_format', 'Time format', 40),
  text('preferred_language', 'Language', 3),
  reference('default_perspective', 'Default perspective', 'sys_perspective'),
  whole('calendar_integration', 'Calendar integration', {
    choices: choices(['1', 'Outlook'], ['2', 'None']),
    defaultValue: '1',
  }),
  whole('notification', 'Notification', {
    choices: choices(['1', 'Disable'], ['2', 'Enable']),
    defaultValue: '2',
  }),
];

const signIn = [
  flag('active', 'Active', 'true'),
  flag('locked_out', 'Locked out', 'false'),
  flag('password_needs_reset', 'Password needs reset', 'false'),
  // Often empty rather than false in real data, so it has no default.
  flag('web_service_access_only', 'Web service access only'),
  flag('internal_integration_user', 'Internal Integration User', 'false'),
  choice(
    'identity_type',
    'Identity type',
    choices(['human', 'Human'], ['machine', 'Machine'], ['ai_agent', 'AI Agent']),
    { defaultValue: 'human' },
  ),
  column('password', 'user_password', 'Password', { maxLength: 255 }),
  whole('failed_attempts', 'Failed login attempts'),
  date('last_login', 'Last login'),
  dateTime('last_login_time', 'Last login time'),
  text('last_login_device', 'Last login device', 40),
  text('last_password', 'Last password', 100),
  text('source', 'Source', 255),
  text('sso_source', 'SSO source', 255),
  text('federated_id', 'Federated ID', 255),
  text('hashed_user_id', 'Hashed user ID', 255),
  flag('enable_multifactor_authn', 'Enable Multifactor Authentication', 'false'),
  reference('ldap_server', 'LDAP server', 'ldap_server_config'),
  column('user_roles', 'roles', 'Roles', { maxLength: 40 }),
  text('accumulated_roles', 'Accumulated roles', 4000),
];

const groupColumns = [
  text('name', 'Name', 80),
  text('description', 'Description', 1000),
  flag('active', 'Active', 'true'),
  reference('manager', 'Manager', 'sys_user'),
  column('email', 'email', 'Group email', { maxLength: 100 }),
  flag('include_members', 'Include members', 'false'),
  flag('exclude_manager', 'Exclude manager', 'false'),
  reference('parent', 'Parent', 'sys_user_group'),
  reference('cost_center', 'Cost center', 'cmn_cost_center'),
  reference('default_assignee', 'Default assignee', 'sys_user'),
  list('type', 'Type', 'sys_user_group_type'),
  text('source', 'Source', 255),
  column('user_roles', 'roles', 'Roles', { maxLength: 40 }),
  text('points', 'Points', 40),
  text('vendors', 'Vendors', 1024),
];

const roleColumns = [
  text('name', 'Name', 100, { unique: true }),
  text('suffix', 'Suffix', 100),
  text('description', 'Description', 1000),
  text('assignable_by', 'Assignable by', 255),
  flag('elevated_privilege', 'Elevated privilege', 'false'),
  flag('grantable', 'Grantable', 'true'),
  flag('can_delegate', 'Can delegate', 'true'),
  flag('scoped_admin', 'Application Administrator', 'false'),
  text('requires_subscription', 'Subscription', 40),
  text('encryption_context', 'Encryption context', 32),
];

const grantColumns = [
  reference('user', 'User', 'sys_user'),
  reference('role', 'Role', 'sys_user_role'),
  reference('granted_by', 'Granted by', 'sys_user_group'),
  reference('included_in_role', 'Included in role', 'sys_user_role'),
  reference('included_in_role_instance', 'Included in role instance', 'sys_user_role_contains'),
  flag('inherited', 'Inherited', 'false'),
  whole('inh_count', 'Inheritance count'),
  text('inh_map', 'Inheritance map', 4000),
  choice('state', 'State', choices(['active', 'Active'], ['inactive', 'Inactive']), {
    defaultValue: 'active',
  }),
];

export const userTables: readonly StockTable[] = [
  rootTable('sys_user', 'User', [classColumn, ...domainColumns, ...person, ...place, ...signIn], {
    display: 'name',
  }),
  rootTable('sys_user_group', 'Group', groupColumns, { display: 'name' }),
  rootTable(
    'sys_user_group_type',
    'Group Type',
    [text('name', 'Name', 40), text('description', 'Description', 255)],
    { display: 'name' },
  ),
  rootTable('sys_user_grmember', 'Group Member', [
    reference('user', 'User', 'sys_user'),
    reference('group', 'Group', 'sys_user_group'),
    text('scrum_role', 'Scrum role'),
  ]),
  childTable('sys_user_role', 'Role', 'sys_metadata', roleColumns, { display: 'name' }),
  childTable('sys_user_role_contains', 'Contained Role', 'sys_metadata', [
    reference('role', 'Role', 'sys_user_role'),
    reference('contains', 'Contains', 'sys_user_role'),
  ]),
  rootTable('sys_user_has_role', 'User Role', grantColumns),
  rootTable('sys_group_has_role', 'Group Role', [
    reference('group', 'Group', 'sys_user_group'),
    reference('role', 'Role', 'sys_user_role'),
    reference('granted_by', 'Granted by', 'sys_user_group'),
    flag('inherits', 'Inherits', 'true'),
  ]),
  rootTable('sys_user_preference', 'User Preference', [
    reference('user', 'User', 'sys_user'),
    text('name', 'Name', 255),
    text('value', 'Value', 4000),
    text('description', 'Description', 1000),
    text('type', 'Type', 40, { defaultValue: 'string' }),
    flag('system', 'System', 'false'),
  ]),
];
