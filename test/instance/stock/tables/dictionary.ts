import {
  childTable,
  choice,
  choices,
  classColumn,
  column,
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

const tableColumns = [
  text('name', 'Name', 80),
  text('label', 'Label', 80),
  reference('super_class', 'Extends table', 'sys_db_object'),
  flag('is_extendable', 'Extensible', 'false'),
  reference('number_ref', 'Auto number', 'sys_number'),
  reference('user_role', 'User role', 'sys_user_role'),
  choice(
    'access',
    'Accessible from',
    choices(
      ['public', 'All application scopes'],
      ['package_private', 'This application scope only'],
    ),
    { defaultValue: 'public' },
  ),
  flag('read_access', 'Can read', 'true'),
  flag('create_access', 'Can create', 'true'),
  flag('update_access', 'Can update', 'true'),
  flag('delete_access', 'Can delete', 'false'),
  flag('ws_access', 'Allow access to this table via web services', 'true'),
  flag('actions_access', 'Allow UI actions', 'false'),
  flag('alter_access', 'Allow new fields', 'false'),
  flag('client_scripts_access', 'Allow client scripts', 'false'),
  flag('configuration_access', 'Allow configuration', 'false'),
  flag('create_access_controls', 'Create access controls', 'false'),
  choice(
    'caller_access',
    'Caller access',
    choices(['1', 'Caller Tracking'], ['2', 'Caller Restriction']),
  ),
  text('extension_model', 'Extension model', 40),
  ...texts(255, 'filter_extension', 'provider_class', 'sys_class_code', 'scriptable_table'),
  column('sys_class_path', 'sys_class_path', 'Class path', { maxLength: 255 }),
  ...flags('live_feed_enabled', 'is_data_interface', 'is_df_table'),
];

const identity = [
  text('name', 'Table', 80),
  text('element', 'Column name', 80),
  text('column_label', 'Column label', 80),
  reference('internal_type', 'Type', 'sys_glide_object'),
  whole('max_length', 'Max length'),
  reference('reference', 'Reference', 'sys_db_object'),
  text('default_value', 'Default value', 512),
  flag('active', 'Active', 'true'),
  flag('mandatory', 'Mandatory', 'false'),
  flag('read_only', 'Read only', 'false'),
  flag('display', 'Display', 'false'),
  flag('unique', 'Unique', 'false'),
  flag('primary', 'Primary', 'false'),
  flag('array', 'Array', 'false'),
  flag('audit', 'Audit', 'false'),
  flag('text_index', 'Text index', 'false'),
  text('attributes', 'Attributes', 1000),
  text('comments', 'Comments', 4000),
];

const choiceHandling = [
  whole('choice', 'Choice', {
    choices: choices(
      ['0', 'None'],
      ['1', 'Dropdown with -- None --'],
      ['2', 'Suggestion'],
      ['3', 'Dropdown without -- None --'],
    ),
  }),
  text('choice_field', 'Choice field', 80),
  text('choice_table', 'Choice table', 80),
  text('dependent', 'Dependent', 80),
  text('dependent_on_field', 'Dependent on field', 80),
  flag('use_dependent_field', 'Use dependent field', 'false'),
];

const referenceHandling = [
  text('reference_qual', 'Reference qual', 1000),
  column('conditions', 'reference_qual_condition', 'Reference qual condition', { maxLength: 4000 }),
  ...texts(
    40,
    'reference_cascade_rule',
    'reference_key',
    'reference_type',
    'use_reference_qualifier',
  ),
  text('dynamic_ref_qual', 'Dynamic ref qual', 32),
  flag('reference_floats', 'Reference floats', 'false'),
];

const remaining = [
  column('script', 'calculation', 'Calculation', { maxLength: 4000 }),
  column('script', 'dynamic_creation_script', 'Dynamic creation script', { maxLength: 4000 }),
  ...texts(255, 'create_roles', 'delete_roles', 'read_roles', 'write_roles'),
  ...texts(255, 'function_definition', 'formula', 'foreign_database', 'widget'),
  ...texts(
    80,
    'element_reference',
    'next_element',
    'sizeclass',
    'virtual_type',
    'read_only_option',
  ),
  ...texts(80, 'dynamic_default_value', 'defaultsort'),
  ...flags('array_denormalized', 'dynamic_creation', 'function_field', 'spell_check', 'staged'),
  ...flags('table_reference', 'use_dynamic_default', 'virtual', 'xml_view'),
];

const documentationColumns = [
  text('name', 'Table', 80),
  text('element', 'Element', 80),
  text('language', 'Language', 3, { defaultValue: 'en' }),
  text('label', 'Label', 80),
  text('plural', 'Plural', 80),
  text('help', 'Help', 4000),
  text('hint', 'Hint', 4000),
  column('url', 'url', 'URL', { maxLength: 1024 }),
  text('url_target', 'URL target', 80),
];

const choiceColumns = [
  text('name', 'Table', 80),
  text('element', 'Element', 80),
  text('value', 'Value', 60),
  text('label', 'Label', 60),
  text('language', 'Language', 3, { defaultValue: 'en' }),
  text('dependent_value', 'Dependent value', 60),
  text('hint', 'Hint', 255),
  whole('sequence', 'Sequence'),
  flag('inactive', 'Inactive', 'false'),
  flag('inactive_on_update', 'Inactive on update', 'false'),
  text('synonyms', 'Synonyms', 255),
];

// The platform keeps other labels of inherited columns in sys_documentation; here the override itself
// carries them, with the reference and dependency (assumed).
const overrideColumns = [
  text('column_label', 'Column label', 80),
  reference('reference', 'Reference', 'sys_db_object'),
  text('dependent_on_field', 'Dependent on field', 80),
  text('name', 'Table', 80),
  text('element', 'Column name', 80),
  text('base_table', 'Base table', 80),
  text('default_value', 'Default value', 512),
  text('attributes', 'Attributes', 1000),
  text('dependent', 'Dependent', 80),
  text('reference_qual', 'Reference qual', 1000),
  ...flags('default_value_override', 'mandatory', 'mandatory_override', 'read_only'),
  ...flags('read_only_override', 'attributes_override', 'dependent_override'),
  ...flags('reference_qual_override', 'display_override'),
];

const numberColumns = [
  reference('category', 'Table', 'sys_db_object'),
  text('prefix', 'Prefix', 40),
  whole('number', 'Number', { defaultValue: '1000' }),
  whole('maximum_digits', 'Number of digits', { defaultValue: '7' }),
];

const typeColumns = [
  text('name', 'Name', 40),
  text('label', 'Label', 80),
  text('scalar_type', 'Extends', 40),
  whole('scalar_length', 'Length'),
  text('class_name', 'Class', 255),
  text('attributes', 'Attributes', 255),
  flag('visible', 'Visible', 'true'),
];

export const dictionaryTables: readonly StockTable[] = [
  childTable('sys_db_object', 'Table', 'sys_metadata', tableColumns, { display: 'label' }),
  childTable(
    'sys_dictionary',
    'Dictionary Entry',
    'sys_metadata',
    [...identity, ...choiceHandling, ...referenceHandling, ...remaining],
    { display: 'element' },
  ),
  childTable(
    'sys_dictionary_override',
    'Dictionary Entry Override',
    'sys_metadata',
    overrideColumns,
  ),
  childTable('sys_documentation', 'Field Label', 'sys_metadata', documentationColumns, {
    display: 'label',
  }),
  // Choices are not application files themselves: their set is.
  rootTable('sys_choice', 'Choice', [...choiceColumns, ...domainColumns], { display: 'label' }),
  childTable('sys_choice_set', 'Choice Set', 'sys_metadata', [
    text('name', 'Table', 80),
    text('element', 'Element', 80),
  ]),
  childTable('sys_number', 'Number', 'sys_metadata', numberColumns, { display: 'prefix' }),
  rootTable('sys_number_counter', 'Number counter', [
    text('table', 'Table', 80),
    whole('number', 'Number'),
  ]),
  rootTable('sys_glide_object', 'Field class', typeColumns, { display: 'label' }),
  childTable('sys_index', 'Table Index', 'sys_metadata', [
    text('table', 'Table', 80),
    text('index_col_name', 'Columns', 255),
    text('name', 'Name', 80),
    flag('unique_index', 'Unique', 'false'),
  ]),
  childTable('sys_element_mapping', 'Element Mapping', 'sys_metadata', [
    text('table', 'Table', 80),
    text('id', 'Document', 32),
    text('field', 'Field', 80),
    text('value', 'Value', 4000),
  ]),
  rootTable('sys_variable_value', 'Variable value', [
    classColumn,
    text('document', 'Document table', 80),
    column('document_id', 'document_key', 'Document key', { maxLength: 32 }),
    text('variable', 'Variable', 32),
    text('value', 'Value', 65_000),
    whole('order', 'Order'),
  ]),
];
