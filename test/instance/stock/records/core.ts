import type { StockRecord } from '../model.ts';
import { roles } from '../roles.ts';
import { keyedRecord, record, roleId } from './define-records.ts';

export const adminId = '6816f79cc0a8016401c5a33be04be441';
export const serviceCatalogId = 'e0d08b13c3330100c8b837659bba8fb4';

const application: readonly StockRecord[] = [
  keyedRecord('sys_update_set', 'Default', {
    name: 'Default',
    state: 'in progress',
    is_default: 'true',
    application: 'global',
  }),
  keyedRecord('sys_ui_view', 'Default view', { name: '', title: 'Default view' }),
  // Documented: c_DefaultQuotaRules.
  ...[
    ['REST Table API request timeout', '60'],
    ['REST Aggregate API request timeout', '60'],
    ['REST Import Set API request timeout', '60'],
    ['REST Attachment API request timeout', '60'],
    ['REST Batch API request timeout', '30'],
    ['UI Transactions', '298'],
  ].map(([name = '', max_duration = '']) =>
    keyedRecord('sysrule_quota', name, { name, max_duration, active: 'true' }),
  ),
  keyedRecord('sysevent_queue', 'default', { queue: '', description: 'Default event queue' }),
];

const finance = 'a581ab703710200044e0bfc8bcbe5de8';
const natashaIngram = '46c5bf6ca9fe1981010713e3ac7d3384';

const people: readonly StockRecord[] = [
  // The administrator's department and its head: clients walk this path in their tests.
  record('cmn_department', finance, { name: 'Finance', dept_head: natashaIngram }),
  record('sys_user', natashaIngram, {
    user_name: 'natasha.ingram',
    first_name: 'Natasha',
    last_name: 'Ingram',
    name: 'Natasha Ingram',
    email: 'natasha.ingram@example.com',
    department: finance,
  }),
  record('sys_user', adminId, {
    user_name: 'admin',
    first_name: 'System',
    last_name: 'Administrator',
    name: 'System Administrator',
    email: 'admin@example.com',
    title: 'System Administrator',
    department: finance,
    time_zone: 'US/Pacific',
  }),
  record('sys_user', '5136503cc611227c0183e96598c4f706', {
    user_name: 'guest',
    last_name: 'Guest',
    name: 'Guest',
    email: 'guest@example.com',
  }),
  keyedRecord('sys_user_has_role', 'admin admin', {
    user: adminId,
    role: roleId(roles, 'admin'),
    inherited: 'false',
    state: 'active',
  }),
  ...['itil', 'catalog', 'survey'].map((name) =>
    keyedRecord('sys_user_group_type', name, { name }),
  ),
];

function relationType(sys_id: string, parent: string, child: string): StockRecord {
  return record('cmdb_rel_type', sys_id, {
    name: `${parent}::${child}`,
    parent_descriptor: parent,
    child_descriptor: child,
  });
}

export const dependsOn = '1a9cb166f1571100a92eb60da2bce5c5';
export const exchangesDataWith = '607ad1b2c0a8010e01941856b365af90';
export const runsOn = '60bc4e22c0a8010e01f074cbe6bd73c3';

const configuration: readonly StockRecord[] = [
  relationType(dependsOn, 'Depends on', 'Used by'),
  relationType(exchangesDataWith, 'Exchanges data with', 'Exchanges data with'),
  relationType(runsOn, 'Runs on', 'Runs'),
  relationType('55c95bf6c0a8010e0118ec7056ebc54d', 'Contains', 'Contained by'),
  relationType('5f985e0ec0a8010e00a9714f2a172815', 'Hosted on', 'Hosts'),
  relationType('cb5592603751200032ff8c00dfbe5d17', 'Uses', 'Used by'),
  relationType('25242fb2377a9200738d021a54990e88', 'Owns', 'Owned by'),
];

export const normalChange = '007c4001c343101035ae3f52c1d3aeb2';

function changeModel(sys_id: string, name: string, isDefault: boolean): StockRecord {
  return record('chg_model', sys_id, {
    name,
    active: 'true',
    table_name: 'change_request',
    state_field: 'state',
    default_change_model: String(isDefault),
  });
}

const serviceManagement: readonly StockRecord[] = [
  changeModel(normalChange, 'Normal', true),
  changeModel('e55d0bfec343101035ae3f52c1d3ae49', 'Standard', false),
  changeModel('62d10fa1c303101035ae3f52c1d3aec1', 'Emergency', false),
  record('sc_catalog', serviceCatalogId, {
    title: 'Service Catalog',
    description: 'Service Catalog - IT Now',
    active: 'true',
  }),
  record('sc_catalog', '742ce428d7211100f2d224837e61036d', {
    title: 'Technical Catalog',
    description: 'Products and services for the IT department',
    active: 'true',
  }),
];

const authScopes = ['useraccount', 'table_read'].map((name) =>
  keyedRecord('sys_auth_scope', name, { name }),
);

const userImport = keyedRecord('sys_transform_map', 'User', {
  name: 'User',
  source_table: 'imp_user',
  target_table: 'sys_user',
  active: 'true',
  run_business_rules: 'true',
});

function userField(source: string, target: string, coalesce = false): StockRecord {
  return keyedRecord('sys_transform_entry', `User ${source}`, {
    map: userImport.sys_id,
    source_table: 'imp_user',
    source_field: source,
    target_table: 'sys_user',
    target_field: target,
    coalesce: String(coalesce),
  });
}

const imports: readonly StockRecord[] = [
  userImport,
  userField('user_id', 'user_name', true),
  userField('first_name', 'first_name'),
  userField('last_name', 'last_name'),
  userField('email', 'email'),
  userField('phone', 'phone'),
  userField('title', 'title'),
];

/** On every instance, with or without demo data. */
export const coreRecords: readonly StockRecord[] = [
  ...application,
  ...people,
  ...configuration,
  ...serviceManagement,
  ...authScopes,
  ...imports,
];
