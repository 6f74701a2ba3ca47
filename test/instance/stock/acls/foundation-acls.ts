import type { StockAcl } from '../model.ts';
import { allow, allowEveryone, allOperations, concernsMe } from './define-acls.ts';

const systemRoles = 'documentation: base system roles';
const everybodyKnows = 'assumed: reference fields show these names to everybody';

const people = [
  ...allowEveryone(
    ['sys_user', 'sys_user_group', 'sys_user_grmember', 'sys_user_role', 'sys_group_has_role'],
    ['read'],
    everybodyKnows,
  ),
  ...allow(
    ['sys_user', 'sys_user_group', 'sys_user_grmember', 'sys_user_has_role', 'sys_group_has_role'],
    ['create', 'write', 'delete'],
    ['user_admin'],
    `${systemRoles}, user_admin`,
  ),
  ...allow('sys_user_has_role', ['read'], ['user_admin'], `${systemRoles}, user_admin`),
  ...allowEveryone('sys_user_has_role', ['read'], 'assumed: everybody may see their own roles', {
    script: concernsMe('user'),
  }),
  ...allowEveryone('sys_user', ['write'], 'assumed: everybody may edit their own profile', {
    script: concernsMe('sys_id'),
  }),
  ...allowEveryone('sys_user_preference', allOperations, 'assumed: own preferences', {
    script: concernsMe('user'),
  }),
];

const guardedUserFields = [
  'sys_user.user_name',
  'sys_user.active',
  'sys_user.locked_out',
  'sys_user.password_needs_reset',
  'sys_user.web_service_access_only',
  'sys_user.internal_integration_user',
  'sys_user.identity_type',
  'sys_user.roles',
  'sys_user.vip',
];
const signInDetails = [
  'sys_user.user_password',
  'sys_user.failed_attempts',
  'sys_user.last_password',
  'sys_user.hashed_user_id',
  'sys_user.last_login_device',
];

const userFields = [
  ...allow(
    guardedUserFields,
    ['write', 'create'],
    ['user_admin'],
    'assumed: what only an administrator of users may set',
  ),
  ...allow(
    signInDetails,
    ['read', 'write', 'create'],
    ['user_admin'],
    'assumed: details of signing in',
  ),
];

const organization = [
  'core_company',
  'cmn_location',
  'cmn_department',
  'cmn_cost_center',
  'domain',
].concat('business_unit', 'cmn_building', 'cmn_schedule', 'cmn_skill', 'sys_user_group_type');

const places = [
  ...allowEveryone(organization, ['read'], everybodyKnows),
  ...allow(
    organization,
    ['create', 'write', 'delete'],
    ['user_admin'],
    `${systemRoles}, user_admin`,
  ),
];

const relations = ['cmdb_rel_ci', 'cmdb_rel_type', 'cmdb_serial_number', 'sys_object_source'];

const configuration = [
  ...allow('cmdb', ['read'], ['cmdb_read', 'sn_cmdb_user', 'asset'], `${systemRoles}, cmdb_read`),
  ...allow(
    'cmdb',
    ['create', 'write'],
    ['itil', 'sn_cmdb_editor', 'asset'],
    'CMDB Instance API: role itil',
  ),
  ...allow('cmdb', ['delete'], ['sn_cmdb_admin'], `${systemRoles}, sn_cmdb_admin`),
  ...allow(
    relations,
    ['read'],
    ['cmdb_read', 'sn_cmdb_user', 'asset'],
    `${systemRoles}, cmdb_read`,
  ),
  ...allow(
    relations,
    ['create', 'write', 'delete'],
    ['itil', 'sn_cmdb_editor'],
    'CMDB Instance API: role itil',
  ),
  ...allowEveryone(
    ['cmdb_model', 'life_cycle_stage', 'life_cycle_stage_status'],
    ['read'],
    everybodyKnows,
  ),
  ...allow(
    'cmdb_model',
    ['create', 'write', 'delete'],
    ['asset', 'model_manager'],
    `${systemRoles}, model_manager`,
  ),
  ...allow(['alm_asset', 'ast_contract'], allOperations, ['asset'], `${systemRoles}, asset`),
];

const catalogTables = [
  'sc_catalog',
  'sc_category',
  'sc_cat_item',
  'item_option_new',
  'question_choice',
].concat('item_option_new_set', 'io_set_item', 'sc_cat_item_catalog', 'sc_cat_item_category');
const answers = ['sc_item_option', 'sc_item_option_mtom'];

const catalog = [
  ...allowEveryone(catalogTables, ['read'], 'documentation: every user may order from the catalog'),
  ...allow(
    catalogTables,
    ['create', 'write', 'delete'],
    ['catalog_admin'],
    `${systemRoles}, catalog_admin`,
  ),
  ...allow(
    answers,
    ['read', 'write'],
    ['itil', 'catalog', 'sn_request_write', 'sn_request_read'],
    'assumed: whoever reads the request',
  ),
  ...allowEveryone('sc_cart', allOperations, 'assumed: own cart', {
    script: concernsMe('user'),
  }),
  ...allowEveryone('sc_cart_item', allOperations, 'assumed: own cart', {
    script: concernsMe('cart.user'),
  }),
];

const knowledge = [
  ...allowEveryone(
    ['kb_knowledge_base', 'kb_category', 'kb_knowledge'],
    ['read'],
    'assumed: open knowledge bases',
  ),
  ...allow('kb_knowledge', ['create', 'write'], ['knowledge', 'itil'], `${systemRoles}, knowledge`),
  ...allow(
    ['kb_knowledge_base', 'kb_category'],
    ['create', 'write', 'delete'],
    ['knowledge_admin'],
    `${systemRoles}, knowledge_admin`,
  ),
];

const importTables = ['sys_import_set', 'sys_import_set_row'];

const imports = [
  ...allow(
    importTables,
    allOperations,
    ['import_set_loader', 'import_transformer', 'import_admin'],
    'Import Set API: roles named by the documentation',
  ),
  ...allow(
    ['sys_transform_map', 'sys_transform_entry', 'sys_transform_script'],
    allOperations,
    ['import_transformer', 'import_admin'],
    `${systemRoles}, import_transformer`,
  ),
];

export const foundationAcls: readonly StockAcl[] = [
  ...people,
  ...userFields,
  ...places,
  ...configuration,
  ...catalog,
  ...knowledge,
  ...imports,
];
