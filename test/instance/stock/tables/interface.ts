import {
  childTable,
  choice,
  choices,
  column,
  domainColumns,
  flag,
  flags,
  reference,
  text,
  texts,
  whole,
} from '../columns.ts';
import type { StockTable } from '../model.ts';

const script = (name: string, label: string) =>
  column('script', name, label, { maxLength: 1_000_000 });

const pageColumns = [
  text('name', 'Name', 100),
  text('endpoint', 'Endpoint', 255),
  text('category', 'Category', 40, { defaultValue: 'general' }),
  text('description', 'Description', 4000),
  flag('direct', 'Direct', 'false'),
  column('html', 'html', 'HTML', { maxLength: 1_000_000 }),
  script('client_script', 'Client script'),
  script('processing_script', 'Processing script'),
];

const actionColumns = [
  text('name', 'Name', 40),
  column('table_name', 'table', 'Table', { maxLength: 80, defaultValue: 'global' }),
  text('action_name', 'Action name', 40),
  whole('order', 'Order', { defaultValue: '100' }),
  flag('active', 'Active', 'true'),
  flag('show_insert', 'Show insert', 'true'),
  flag('show_update', 'Show update', 'true'),
  ...flags('show_query', 'show_multiple_update', 'client', 'isolate_script'),
  ...flags('form_button', 'form_button_v2', 'form_context_menu', 'form_link', 'form_action'),
  ...flags('form_menu_button_v2', 'list_action', 'list_banner_button', 'list_button'),
  ...flags('list_choice', 'list_context_menu', 'list_link', 'list_save_with_form_button'),
  ...flags('ui11_compatible', 'ui16_compatible'),
  ...texts(255, 'form_style', 'list_style', 'hint', 'onclick', 'messages', 'comments'),
  text('condition', 'Condition', 254),
  script('script', 'Script'),
  script('client_script_v2', 'Workspace client script'),
];

const policyColumns = [
  ...domainColumns,
  text('short_description', 'Short description', 100),
  text('description', 'Description', 4000),
  column('table_name', 'table', 'Table', { maxLength: 80 }),
  column('table_name', 'model_table', 'Model table', { maxLength: 80 }),
  text('model_id', 'Model ID', 32),
  whole('order', 'Order', { defaultValue: '100' }),
  flag('active', 'Active', 'true'),
  flag('global', 'Global', 'true'),
  flag('on_load', 'On load', 'true'),
  flag('reverse_if_false', 'Reverse if false', 'true'),
  ...flags('inherit', 'isolate_script', 'run_scripts'),
  column('conditions', 'conditions', 'Conditions', { maxLength: 4000 }),
  script('script_true', 'Execute if true'),
  script('script_false', 'Execute if false'),
  column('template_value', 'set_values', 'Set values', { maxLength: 4000 }),
  ...texts(40, 'ui_type', 'view', 'sys_overrides'),
];

const triState = choices(['true', 'True'], ['false', 'False'], ['ignore', 'Leave alone']);

const policyActionColumns = [
  reference('ui_policy', 'UI policy', 'sys_ui_policy'),
  column('table_name', 'table', 'Table', { maxLength: 80 }),
  column('field_name', 'field', 'Field name', { maxLength: 80 }),
  choice('mandatory', 'Mandatory', triState, { defaultValue: 'ignore' }),
  choice('visible', 'Visible', triState, { defaultValue: 'ignore' }),
  choice('disabled', 'Read only', triState, { defaultValue: 'ignore' }),
  flag('cleared', 'Clear the field value', 'false'),
  ...texts(255, 'field_message', 'field_message_type', 'value', 'value_action'),
];

const dataPolicyColumns = [
  text('short_description', 'Short description', 100),
  text('description', 'Description', 4000),
  column('table_name', 'model_table', 'Table', { maxLength: 80 }),
  column('conditions', 'conditions', 'Conditions', { maxLength: 4000 }),
  flag('active', 'Active', 'true'),
  flag('inherit', 'Inherit', 'false'),
  flag('apply_import_set', 'Apply to import sets', 'true'),
  flag('apply_soap', 'Apply to SOAP', 'true'),
  flag('enforce_ui', 'Use as UI Policy on client', 'true'),
  flag('reverse_if_false', 'Reverse if false', 'true'),
];

const dataPolicyRuleColumns = [
  reference('sys_data_policy', 'Data policy', 'sys_data_policy2'),
  column('table_name', 'table', 'Table', { maxLength: 80 }),
  column('field_name', 'field', 'Field name', { maxLength: 80 }),
  choice('mandatory', 'Mandatory', triState, { defaultValue: 'ignore' }),
  choice('disabled', 'Read only', triState, { defaultValue: 'ignore' }),
];

const lookupColumns = [
  whole('order', 'Order', { defaultValue: '100' }),
  flag('active', 'Active', 'true'),
];

const view = reference('view', 'View', 'sys_ui_view');

export const interfaceTables: readonly StockTable[] = [
  childTable(
    'sys_ui_view',
    'View',
    'sys_metadata',
    [text('name', 'Name', 80), text('title', 'Title', 80)],
    {
      display: 'title',
    },
  ),
  childTable('sys_ui_page', 'UI Page', 'sys_metadata', pageColumns, { display: 'name' }),
  childTable('sys_ui_macro', 'UI Macro', 'sys_metadata', [
    text('name', 'Name', 100),
    script('xml', 'XML'),
  ]),
  childTable('sys_ui_script', 'UI Script', 'sys_metadata', [
    text('name', 'API name', 100),
    script('script', 'Script'),
  ]),
  childTable('sys_ui_action', 'UI Action', 'sys_metadata', actionColumns, { display: 'name' }),
  childTable('sys_ui_action_role', 'UI Action Role', 'sys_metadata', [
    reference('sys_ui_action', 'UI Action', 'sys_ui_action'),
    reference('sys_user_role', 'Role', 'sys_user_role'),
  ]),
  childTable('sys_ui_list', 'List', 'sys_metadata', [
    column('table_name', 'name', 'Table', { maxLength: 80 }),
    view,
    text('parent', 'Parent', 80),
    text('relationship', 'Relationship', 32),
    text('element', 'Element', 80),
    reference('sys_user', 'User', 'sys_user'),
  ]),
  childTable('sys_ui_list_element', 'List Element', 'sys_metadata', [
    reference('list_id', 'List', 'sys_ui_list'),
    text('element', 'Element', 80),
    whole('position', 'Position'),
    ...flags('max_value', 'min_value', 'average_value', 'sum'),
  ]),
  childTable('sys_ui_form', 'Form Sections', 'sys_metadata', [
    column('table_name', 'name', 'Table', { maxLength: 80 }),
    view,
    reference('sys_user', 'User', 'sys_user'),
  ]),
  childTable('sys_ui_form_section', 'Form Section', 'sys_metadata', [
    reference('sys_ui_form', 'Form', 'sys_ui_form'),
    reference('sys_ui_section', 'Section', 'sys_ui_section'),
    whole('position', 'Position'),
  ]),
  childTable('sys_ui_section', 'Section', 'sys_metadata', [
    column('table_name', 'name', 'Table', { maxLength: 80 }),
    text('caption', 'Caption', 255),
    view,
    text('view_name', 'View name', 80),
    reference('sys_user', 'User', 'sys_user'),
    ...flags('header', 'title'),
  ]),
  childTable('sys_ui_element', 'Section Element', 'sys_metadata', [
    reference('sys_ui_section', 'Section', 'sys_ui_section'),
    text('element', 'Element', 255),
    whole('position', 'Position'),
    ...texts(80, 'type', 'sys_ui_formatter', 'sys_user'),
  ]),
  childTable(
    'sys_relationship',
    'Relationship',
    'sys_metadata',
    [
      text('name', 'Name', 80),
      column('table_name', 'basic_apply_to', 'Applies to table', { maxLength: 80 }),
      column('table_name', 'basic_query_from', 'Queries from table', { maxLength: 80 }),
      text('reference_field', 'Reference field', 80),
      script('query_with', 'Query with'),
      ...flags('advanced', 'simple_reference'),
    ],
    { display: 'name' },
  ),
  childTable('sys_ui_related_list', 'Related List', 'sys_metadata', [
    column('table_name', 'name', 'Table', { maxLength: 80 }),
    view,
    reference('sys_user', 'User', 'sys_user'),
  ]),
  childTable('sys_ui_related_list_entry', 'Related List Entry', 'sys_metadata', [
    reference('list_id', 'Related list', 'sys_ui_related_list'),
    text('related_list', 'Related list', 255),
    text('filter', 'Filter', 4000),
    text('order_by', 'Order by', 255),
    whole('position', 'Position'),
  ]),
  childTable('sys_ui_policy', 'UI Policy', 'sys_metadata', policyColumns, {
    display: 'short_description',
  }),
  childTable('sys_ui_policy_action', 'UI Policy Action', 'sys_metadata', policyActionColumns),
  childTable('sys_ui_message', 'Message', 'sys_metadata', [
    text('key', 'Key', 3500),
    text('message', 'Message', 3500),
    text('language', 'Language', 3, { defaultValue: 'en' }),
  ]),
  childTable('sys_data_policy2', 'Data Policy', 'sys_metadata', dataPolicyColumns, {
    display: 'short_description',
  }),
  childTable('sys_data_policy_rule', 'Data Policy Rule', 'sys_metadata', dataPolicyRuleColumns),
  childTable('dl_matcher', 'Data Lookup', 'sys_metadata', lookupColumns),
  childTable('dl_u_priority', 'Priority Data Lookup', 'dl_matcher', [
    whole('impact', 'Impact'),
    whole('urgency', 'Urgency'),
    whole('priority', 'Priority'),
  ]),
];
