import {
  childTable,
  choice,
  choices,
  column,
  flag,
  flags,
  list,
  reference,
  rootTable,
  text,
  texts,
  whole,
} from '../columns.ts';
import type { StockTable } from '../model.ts';

const methods = choices(
  ['GET', 'GET'],
  ['POST', 'POST'],
  ['PUT', 'PUT'],
  ['PATCH', 'PATCH'],
  ['DELETE', 'DELETE'],
);

const definitionColumns = [
  text('name', 'Name', 100),
  text('service_id', 'API ID', 100),
  text('namespace', 'API namespace', 100),
  text('base_uri', 'Base API path', 255),
  flag('active', 'Active', 'true'),
  flag('is_versioned', 'Is versioned', 'false'),
  reference('default_version', 'Default version', 'sys_ws_version'),
  text('consumes', 'Supported request formats', 255, {
    defaultValue: 'application/json,application/xml,text/xml',
  }),
  text('produces', 'Supported response formats', 255, {
    defaultValue: 'application/json,application/xml,text/xml',
  }),
  ...flags('consumes_customized', 'produces_customized'),
  text('short_description', 'Short description', 255),
  text('doc_link', 'Documentation link', 1024),
  list('enforce_acl', 'Default ACLs', 'sys_security_acl'),
];

const versionColumns = [
  reference('web_service_definition', 'API definition', 'sys_ws_definition'),
  whole('version', 'Version'),
  text('version_id', 'Version ID', 40),
  text('short_description', 'Short description', 255),
  flag('active', 'Active', 'true'),
  ...flags('deprecated', 'is_default'),
];

const operationColumns = [
  text('name', 'Name', 100),
  reference('web_service_definition', 'API definition', 'sys_ws_definition'),
  reference('web_service_version', 'API version', 'sys_ws_version'),
  choice('http_method', 'HTTP method', methods, { defaultValue: 'GET' }),
  text('relative_path', 'Relative path', 255, { defaultValue: '/' }),
  text('operation_uri', 'Resource path', 255),
  text('default_operation_uri', 'Default resource path', 255),
  column('script', 'operation_script', 'Script', { maxLength: 1_000_000 }),
  flag('active', 'Active', 'true'),
  flag('requires_authentication', 'Requires authentication', 'true'),
  flag('requires_acl_authorization', 'Requires ACL authorization', 'true'),
  flag('requires_snc_internal_role', 'Requires SNC Internal Role', 'true'),
  list('enforce_acl', 'ACLs', 'sys_security_acl'),
  text('consumes', 'Supported request formats', 255),
  text('produces', 'Supported response formats', 255),
  ...flags('consumes_customized', 'produces_customized', 'support_trailing_slash'),
  text('short_description', 'Short description', 255),
  text('request_example', 'Request example', 4000),
];

const queryParameterColumns = [
  text('name', 'Name', 100),
  reference('web_service_definition', 'API definition', 'sys_ws_definition'),
  flag('required', 'Is required', 'false'),
  text('example_value', 'Example value', 255),
  text('short_description', 'Short description', 255),
];

const authenticationTypes = choices(
  ['no_authentication', 'No authentication'],
  ['basic', 'Basic'],
  ['oauth2', 'OAuth 2.0'],
  ['inherit_from_parent', 'Inherit from parent'],
);

const messageColumns = [
  text('name', 'Name', 100),
  text('description', 'Description', 4000),
  column('url', 'rest_endpoint', 'Endpoint', { maxLength: 1024 }),
  choice('authentication_type', 'Authentication type', authenticationTypes, {
    defaultValue: 'no_authentication',
  }),
  reference('basic_auth_profile', 'Basic auth profile', 'sys_auth_profile_basic'),
  reference('oauth2_profile', 'OAuth profile', 'oauth_entity_profile'),
  text('access', 'Accessible from', 40, { defaultValue: 'package_private' }),
  flag('use_mutual_auth', 'Use mutual authentication', 'false'),
];

const functionColumns = [
  reference('rest_message', 'REST Message', 'sys_rest_message'),
  text('function_name', 'Name', 100),
  choice('http_method', 'HTTP method', methods, { defaultValue: 'GET' }),
  column('url', 'rest_endpoint', 'Endpoint', { maxLength: 1024 }),
  text('content', 'Content', 65_000),
  choice('authentication_type', 'Authentication type', authenticationTypes, {
    defaultValue: 'inherit_from_parent',
  }),
  reference('basic_auth_profile', 'Basic auth profile', 'sys_auth_profile_basic'),
  reference('oauth2_profile', 'OAuth profile', 'oauth_entity_profile'),
  text('use_mid_server', 'Use MID Server', 32),
  flag('lock', 'Lock', 'false'),
];

export const restTables: readonly StockTable[] = [
  childTable('sys_ws_definition', 'Scripted REST Service', 'sys_metadata', definitionColumns, {
    display: 'name',
  }),
  childTable('sys_ws_version', 'Scripted REST Version', 'sys_metadata', versionColumns, {
    display: 'version_id',
  }),
  childTable('sys_ws_operation', 'Scripted REST Resource', 'sys_metadata', operationColumns, {
    display: 'name',
  }),
  childTable(
    'sys_ws_query_parameter',
    'Scripted REST Query Parameter',
    'sys_metadata',
    queryParameterColumns,
  ),
  childTable(
    'sys_ws_query_parameter_map',
    'Scripted REST Query Parameter Association',
    'sys_metadata',
    [
      reference('web_service_operation', 'Resource', 'sys_ws_operation'),
      reference('web_service_query_parameter', 'Query parameter', 'sys_ws_query_parameter'),
    ],
  ),
  childTable('sys_ws_header', 'Scripted REST Header', 'sys_metadata', queryParameterColumns),
  childTable('sys_rest_message', 'REST Message', 'sys_metadata', messageColumns, {
    display: 'name',
  }),
  childTable('sys_rest_message_fn', 'HTTP Method', 'sys_metadata', functionColumns, {
    display: 'function_name',
  }),
  childTable('sys_rest_message_headers', 'HTTP Headers', 'sys_metadata', [
    reference('rest_message', 'REST Message', 'sys_rest_message'),
    ...texts(255, 'name', 'value'),
  ]),
  childTable('sys_rest_message_fn_headers', 'HTTP Method Headers', 'sys_metadata', [
    reference('rest_message_function', 'HTTP Method', 'sys_rest_message_fn'),
    ...texts(255, 'name', 'value'),
  ]),
  childTable('sys_rest_message_fn_parameters', 'HTTP Method Parameters', 'sys_metadata', [
    reference('rest_message_function', 'HTTP Method', 'sys_rest_message_fn'),
    ...texts(255, 'name', 'value', 'type'),
    whole('order', 'Order'),
  ]),
  childTable('sys_rest_message_fn_param_defs', 'Variable Substitutions', 'sys_metadata', [
    reference('rest_message_function', 'HTTP Method', 'sys_rest_message_fn'),
    ...texts(255, 'name', 'test_value', 'escape_type'),
  ]),
  childTable('sys_auth_profile_basic', 'Basic Auth Configuration', 'sys_metadata', [
    text('name', 'Name', 100),
    text('username', 'Username', 255),
    column('password2', 'password', 'Password', { maxLength: 255 }),
  ]),
  // Short addresses for long list queries; the key is what `sysparm_tiny` carries.
  rootTable('sys_tiny_url', 'Tiny URL', [
    text('tiny_url', 'Tiny URL', 100),
    text('full_url', 'Full URL', 65_000),
  ]),
];
