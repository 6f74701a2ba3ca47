import {
  childTable,
  choice,
  choices,
  column,
  dateTime,
  flag,
  flags,
  reference,
  rootTable,
  text,
  whole,
} from '../columns.ts';
import type { StockTable } from '../model.ts';

const rowColumns = [
  reference('sys_import_set', 'Set', 'sys_import_set'),
  whole('sys_import_row', 'Row'),
  choice(
    'sys_import_state',
    'State',
    choices(
      ['pending', 'Pending'],
      ['inserted', 'Inserted'],
      ['updated', 'Updated'],
      ['ignored', 'Ignored'],
      ['skipped', 'Skipped'],
      ['error', 'Error'],
    ),
    { defaultValue: 'pending' },
  ),
  text('sys_import_state_comment', 'Comment', 4000),
  text('sys_target_table', 'Target table', 80),
  column('document_id', 'sys_target_sys_id', 'Target record', { maxLength: 32 }),
  reference('sys_transform_map', 'Transform map', 'sys_transform_map'),
  text('import_set_run', 'Import set run', 32),
  text('template_import_log', 'Template import log', 32),
  column('sys_class_name', 'sys_class_name', 'Class', { maxLength: 80 }),
];

const setColumns = [
  text('number', 'Number', 40, { defaultValue: 'javascript:getNextObjNumberPadded();' }),
  text('short_description', 'Short description', 255),
  text('mode', 'Mode', 40),
  choice(
    'state',
    'State',
    choices(
      ['loading', 'Loading'],
      ['loaded', 'Loaded'],
      ['processing', 'Processing'],
      ['processed', 'Processed'],
      ['cancelled', 'Cancelled'],
    ),
    { defaultValue: 'loading' },
  ),
  text('table_name', 'Table', 80),
  text('table_label', 'Table label', 80),
  text('data_source', 'Data source', 32),
  dateTime('load_completed', 'Load completed'),
];

const mapColumns = [
  text('name', 'Name', 100),
  column('table_name', 'source_table', 'Source table', { maxLength: 80 }),
  column('table_name', 'target_table', 'Target table', { maxLength: 80 }),
  flag('active', 'Active', 'true'),
  flag('run_business_rules', 'Run business rules', 'true'),
  flag('enforce_mandatory_fields', 'Enforce mandatory fields', 'false'),
  flag('copy_empty_fields', 'Copy empty fields', 'false'),
  flag(
    'create_new_record_on_empty_coalesce_fields',
    'Create new record on empty coalesce fields',
    'false',
  ),
  flag('run_script', 'Run script', 'false'),
  column('script', 'script', 'Script', { maxLength: 8000 }),
  whole('order', 'Order', { defaultValue: '100' }),
];

const entryColumns = [
  reference('map', 'Map', 'sys_transform_map'),
  column('field_name', 'source_field', 'Source field', { maxLength: 80 }),
  column('field_name', 'target_field', 'Target field', { maxLength: 80 }),
  column('table_name', 'source_table', 'Source table', { maxLength: 80 }),
  column('table_name', 'target_table', 'Target table', { maxLength: 80 }),
  ...flags('coalesce', 'coalesce_case_sensitive', 'use_source_script', 'coalesce_empty_fields'),
  column('script', 'source_script', 'Source script', { maxLength: 8000 }),
  choice(
    'choice_action',
    'Choice action',
    choices(['create', 'create'], ['ignore', 'ignore'], ['reject', 'reject']),
    { defaultValue: 'create' },
  ),
  text('date_format', 'Date format', 40),
  text('reference_value_field', 'Referenced value field name', 80),
];

const staged = (name: string, label: string, width = 100) => text(name, label, width);

export const importSetTables: readonly StockTable[] = [
  rootTable('sys_import_set', 'Import Set', setColumns, {
    numberPrefix: 'ISET',
    nextNumber: 10_001,
    display: 'number',
  }),
  rootTable('sys_import_set_row', 'Import Set Row', rowColumns),
  childTable('sys_transform_map', 'Table Transform Map', 'sys_metadata', mapColumns, {
    display: 'name',
  }),
  childTable('sys_transform_entry', 'Field Map', 'sys_metadata', entryColumns, {
    display: 'target_field',
  }),
  childTable('sys_transform_script', 'Transform Script', 'sys_metadata', [
    reference('map', 'Map', 'sys_transform_map'),
    text('when', 'When', 40),
    column('script', 'script', 'Script', { maxLength: 8000 }),
    whole('order', 'Order'),
  ]),
  // The stock example that the Import Set documentation uses.
  childTable('imp_user', 'User Import', 'sys_import_set_row', [
    staged('user_id', 'User ID'),
    staged('first_name', 'First name'),
    staged('last_name', 'Last name'),
    staged('email', 'Email'),
    staged('phone', 'Phone'),
    staged('title', 'Title'),
    staged('company', 'Company'),
    staged('department', 'Department'),
  ]),
  childTable('imp_computer', 'Computer Import', 'sys_import_set_row', [
    staged('name', 'Name', 255),
    staged('asset_tag', 'Asset tag'),
    staged('serial_number', 'Serial number'),
    staged('os', 'Operating system'),
    staged('assigned_to', 'Assigned to'),
  ]),
];
