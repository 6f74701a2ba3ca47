import {
  childTable,
  dateTime,
  flag,
  flags,
  reference,
  rootTable,
  text,
  texts,
  whole,
} from '../columns.ts';
import type { StockTable } from '../model.ts';

/** Automated tests that applications ship, and the results of running them. Column names of results are assumed. */
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
  rootTable('sys_atf_test_result', 'Test Result', [
    reference('test', 'Test', 'sys_atf_test'),
    text('test_name', 'Test name', 255),
    text('status', 'Status', 40),
    text('output', 'Output', 4000),
    dateTime('start_time', 'Start time'),
    dateTime('end_time', 'End time'),
  ]),
  rootTable('sys_atf_test_result_item', 'Test Result Item', [
    reference('test_result', 'Test result', 'sys_atf_test_result'),
    reference('step', 'Step', 'sys_atf_step'),
    text('status', 'Status', 40),
    text('type', 'Type', 40),
    text('output', 'Output', 4000),
    text('summary', 'Summary', 255),
    whole('order', 'Order'),
    dateTime('start_time', 'Start time'),
    dateTime('end_time', 'End time'),
  ]),
];
