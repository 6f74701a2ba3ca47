import { childTable, flag, flags, reference, text, texts, whole } from '../columns.ts';
import type { StockTable } from '../model.ts';

/** Automated tests that applications ship; kept, not run. */
export const testFrameworkTables: readonly StockTable[] = [
  childTable(
    'sys_atf_test',
    'Test',
    'sys_metadata',
    [
      text('name', 'Name', 100),
      text('description', 'Description', 4000),
      flag('active', 'Active', 'true'),
      flag('fail_on_server_error', 'Fail on server error', 'true'),
      text('copied_from', 'Copied from', 32),
    ],
    { display: 'name' },
  ),
  childTable('sys_atf_step', 'Test Step', 'sys_metadata', [
    reference('test', 'Test', 'sys_atf_test'),
    reference('step_config', 'Step config', 'sys_atf_step_config'),
    whole('order', 'Execution order'),
    flag('active', 'Active', 'true'),
    text('display_name', 'Display name', 255),
    text('description', 'Description', 4000),
    text('notes', 'Notes', 4000),
    text('table', 'Table', 80),
    ...texts(40, 'timeout', 'warning_message'),
  ]),
  childTable(
    'sys_atf_step_config',
    'Test Step Config',
    'sys_metadata',
    [text('name', 'Name', 100)],
    {
      display: 'name',
    },
  ),
  childTable('sys_atf_test_suite', 'Test Suite', 'sys_metadata', [
    text('name', 'Name', 100),
    text('description', 'Description', 4000),
    ...flags('active'),
  ]),
  childTable('sys_atf_test_suite_test', 'Test Suite Test', 'sys_metadata', [
    reference('test_suite', 'Test suite', 'sys_atf_test_suite'),
    reference('test', 'Test', 'sys_atf_test'),
    whole('order', 'Execution order'),
  ]),
];
