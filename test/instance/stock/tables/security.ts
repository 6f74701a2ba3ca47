import {
  childTable,
  choice,
  choices,
  column,
  flag,
  reference,
  rootTable,
  text,
  whole,
} from '../columns.ts';
import type { StockTable } from '../model.ts';

const aclColumns = [
  text('name', 'Name', 255),
  choice(
    'type',
    'Type',
    choices(
      ['record', 'record'],
      ['REST_Endpoint', 'REST_Endpoint'],
      ['client_callable_script_include', 'client_callable_script_include'],
      ['processor', 'processor'],
      ['ui_page', 'ui_page'],
    ),
    { defaultValue: 'record' },
  ),
  choice(
    'operation',
    'Operation',
    choices(
      ['create', 'create'],
      ['read', 'read'],
      ['write', 'write'],
      ['delete', 'delete'],
      ['execute', 'execute'],
      ['query_match', 'query_match'],
      ['query_range', 'query_range'],
      ['list_edit', 'list_edit'],
      ['personalize_choices', 'personalize_choices'],
      ['save_as_template', 'save_as_template'],
      ['report_on', 'report_on'],
      ['report_view', 'report_view'],
      ['add_to_list', 'add_to_list'],
      ['conditional_table_query_range', 'conditional_table_query_range'],
    ),
  ),
  choice(
    'decision_type',
    'Decision Type',
    choices(['allow', 'Allow If'], ['deny', 'Deny Unless']),
    {
      defaultValue: 'allow',
    },
  ),
  flag('admin_overrides', 'Admin overrides', 'true'),
  flag('active', 'Active', 'true'),
  flag('advanced', 'Advanced', 'false'),
  text('description', 'Description', 4000),
  column('conditions', 'applies_to', 'Applies to', { maxLength: 4000 }),
  column('conditions', 'condition', 'Data condition', { maxLength: 4000 }),
  column('script', 'script', 'Script', { maxLength: 8000 }),
  text('security_attribute', 'Security attribute', 32),
  choice(
    'local_or_existing',
    'Local or Existing',
    choices(['Local', 'Local'], ['Existing', 'Existing']),
  ),
  flag('controlled_by_refs', 'Controlled by references', 'false'),
];

const rateLimitColumns = [
  text('name', 'Name', 100),
  flag('active', 'Active', 'true'),
  choice('type', 'Type', choices(['user', 'User'], ['role', 'Role'], ['all', 'All users']), {
    defaultValue: 'all',
  }),
  reference('user', 'User', 'sys_user'),
  reference('role', 'Role', 'sys_user_role'),
  text('rest_api', 'REST API', 255),
  text('resource', 'Resource', 255),
  text('method', 'Method', 10),
  text('version', 'Version', 10),
  whole('request_limit_per_hour', 'Request limit per hour'),
];

export const securityTables: readonly StockTable[] = [
  childTable('sys_security_acl', 'Access Control', 'sys_metadata', aclColumns, { display: 'name' }),
  childTable('sys_security_acl_role', 'Access Roles', 'sys_metadata', [
    reference('sys_security_acl', 'Access Control', 'sys_security_acl'),
    reference('sys_user_role', 'Role', 'sys_user_role'),
  ]),
  // Column names assumed: the documentation describes the form, not the table.
  childTable('sys_rate_limit_rules', 'Rate Limit Rule', 'sys_metadata', rateLimitColumns, {
    display: 'name',
  }),
  rootTable('sys_rate_limit_violations', 'Rate Limit Violation', [
    reference('rule', 'Rule', 'sys_rate_limit_rules'),
    reference('user', 'User', 'sys_user'),
    whole('count', 'Count'),
  ]),
];
