import {
  childTable,
  choice,
  choices,
  classColumn,
  column,
  dateTime,
  flag,
  flags,
  reference,
  rootTable,
  sameChoices,
  text,
  texts,
  whole,
} from '../columns.ts';
import type { StockColumn, StockTable } from '../model.ts';

/** Every file of an application (rule, table, page …) is a record of a child of `sys_metadata`. */
const metadataColumns: readonly StockColumn[] = [
  classColumn,
  text('sys_name', 'Display name', 255),
  text('sys_update_name', 'Update name', 250),
  choice(
    'sys_policy',
    'Protection policy',
    choices(['read', 'Read-only'], ['protected', 'Protected']),
    { maxLength: 40 },
  ),
  reference('sys_scope', 'Application', 'sys_scope', { defaultValue: 'global' }),
  reference('sys_package', 'Package', 'sys_package', { defaultValue: 'global' }),
];

const packageColumns = [
  { ...classColumn, label: 'Class' },
  text('name', 'Name', 100),
  text('source', 'ID', 255),
  text('version', 'Version', 40),
  flag('active', 'Active', 'true'),
  flag('trackable', 'Trackable', 'true'),
  flag('licensable', 'Subscription requirement', 'false'),
  ...texts(40, 'license', 'license_category', 'license_model', 'enforce_license'),
  text('subscription_entitlement', 'Subscription entitlement', 32),
  text('package_json', 'package.json', 255),
  text('package_resolver_version', 'Package resolver version', 40),
];

const scopeColumns = [
  text('scope', 'Scope', 40, { unique: true }),
  text('short_description', 'Short description', 4000),
  ...texts(40, 'vendor', 'vendor_prefix', 'template', 'guided_setup_guid'),
  column('image', 'logo', 'Logo'),
  flag('private', 'Private', 'false'),
  flag('ide_created', 'Created in Studio', 'false'),
  flag('can_edit_in_studio', 'Can edit in Studio', 'true'),
  flag('restrict_table_access', 'Restrict table choices', 'false'),
  flag('scoped_administration', 'Application administration', 'false'),
  choice(
    'js_level',
    'JavaScript mode',
    choices(
      ['helsinki_es5', 'ES5 Standards Mode'],
      ['es_latest', 'ECMAScript 2021 (ES12)'],
      ['traditional', 'Compatibility Mode'],
    ),
    { defaultValue: 'helsinki_es5' },
  ),
  choice(
    'runtime_access_tracking',
    'Runtime access tracking',
    choices(['none', 'None'], ['permissive', 'Tracking'], ['enforcing', 'Enforcing']),
    { defaultValue: 'permissive' },
  ),
];

const appColumns = [
  reference('menu', 'Menu', 'sys_app_application'),
  reference('user_role', 'User role', 'sys_user_role'),
  text('sys_code', 'Application key', 32),
  ...flags('hide_on_ui', 'installed_as_dependency', 'uninstall_blocked'),
];

const storeAppColumns = [
  ...texts(255, 'assigned_version', 'latest_version', 'publisher', 'dependencies', 'key_features'),
  dateTime('install_date', 'Installed'),
  dateTime('update_date', 'Updated by vendor'),
  flag('hide_on_ui', 'Hide on UI', 'false'),
  flag('demo_data', 'Demo data', 'false'),
];

const privilegeColumns = [
  reference('source_scope', 'Source scope', 'sys_scope'),
  reference('target_scope', 'Target scope', 'sys_scope'),
  text('target_name', 'Target name', 255),
  choice(
    'target_type',
    'Target type',
    choices(
      ['sys_db_object', 'Table'],
      ['sys_script_include', 'Script Include'],
      ['scriptable', 'Scriptable'],
    ),
  ),
  choice(
    'operation',
    'Operation',
    choices(
      ['read', 'Read'],
      ['write', 'Write'],
      ['create', 'Create'],
      ['delete', 'Delete'],
      ['execute', 'Execute API'],
    ),
  ),
  choice(
    'status',
    'Status',
    choices(['requested', 'Requested'], ['allowed', 'Allowed'], ['denied', 'Denied']),
    { defaultValue: 'requested' },
  ),
];

const callerAccessColumns = [
  text('source_table', 'Source type', 80),
  text('source', 'Source', 32),
  text('target_table', 'Target type', 80),
  text('target', 'Target', 32),
  reference('source_scope', 'Source scope', 'sys_scope'),
  reference('target_scope', 'Target scope', 'sys_scope'),
  choice('status', 'Status', choices(['1', 'Requested'], ['2', 'Allowed'], ['3', 'Denied'])),
];

const menuColumns = [
  text('title', 'Title', 80),
  text('name', 'Name', 40),
  text('hint', 'Hint', 255),
  text('description', 'Description', 255),
  column('user_roles', 'roles', 'Roles', { maxLength: 255 }),
  whole('order', 'Order'),
  flag('active', 'Active', 'true'),
  choice('device_type', 'Device type', sameChoices('browser', 'mobile', 'tablet')),
  reference('category', 'Category', 'sys_app_category'),
];

const moduleColumns = [
  text('title', 'Title', 80),
  text('hint', 'Hint', 255),
  reference('application', 'Application menu', 'sys_app_application'),
  column('user_roles', 'roles', 'Roles', { maxLength: 255 }),
  whole('order', 'Order'),
  flag('active', 'Active', 'true'),
  choice(
    'link_type',
    'Link type',
    choices(
      ['LIST', 'List of Records'],
      ['NEW', 'New Record'],
      ['DIRECT', 'URL (from Arguments:)'],
      ['SEPARATOR', 'Separator'],
      ['DETAIL', 'Single Record'],
      ['HTML', 'HTML (from Arguments:)'],
      ['FILTER', 'List Filter'],
    ),
    { defaultValue: 'LIST' },
  ),
  column('table_name', 'name', 'Table', { maxLength: 80 }),
  column('conditions', 'filter', 'Filter', { maxLength: 4000 }),
  text('query', 'Arguments', 3500),
  text('view_name', 'View name', 40),
  text('window_name', 'Window name', 40),
  flag('override_menu_roles', 'Override application menu roles', 'false'),
  flag('require_confirmation', 'Require confirmation', 'false'),
  text('device_type', 'Device type', 40),
];

export const metadataTables: readonly StockTable[] = [
  rootTable('sys_metadata', 'Application File', metadataColumns, { display: 'sys_name' }),
  rootTable('sys_package', 'Package', packageColumns, { display: 'name' }),
  childTable('sys_scope', 'Application', 'sys_package', scopeColumns),
  childTable('sys_app', 'Custom Application', 'sys_scope', appColumns),
  childTable('sys_store_app', 'Store Application', 'sys_scope', storeAppColumns),
  childTable('sys_plugins', 'System Plugin', 'sys_scope'),
  childTable('sys_scope_privilege', 'Cross scope privilege', 'sys_metadata', privilegeColumns),
  childTable(
    'sys_restricted_caller_access',
    'Restricted Caller Access Privilege',
    'sys_metadata',
    callerAccessColumns,
  ),
  childTable(
    'sys_app_category',
    'Application Category',
    'sys_metadata',
    [
      text('name', 'Name', 40),
      whole('default_order', 'Default order'),
      text('style', 'Style', 255),
    ],
    { display: 'name' },
  ),
  childTable('sys_app_application', 'Application Menu', 'sys_metadata', menuColumns, {
    display: 'title',
  }),
  childTable('sys_app_module', 'Module', 'sys_metadata', moduleColumns, { display: 'title' }),
];
