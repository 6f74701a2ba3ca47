import {
  childTable,
  choice,
  choices,
  column,
  dateTime,
  flag,
  numberChoice,
  reference,
  text,
  whole,
} from '../columns.ts';
import type { StockTable } from '../model.ts';

const problemStates = choices(
  ['101', 'New'],
  ['102', 'Assess'],
  ['103', 'Root Cause Analysis'],
  ['104', 'Fix in Progress'],
  ['106', 'Resolved'],
  ['107', 'Closed'],
);

const problemTaskStates = choices(
  ['151', 'New'],
  ['152', 'Assess'],
  ['154', 'Work in Progress'],
  ['157', 'Closed'],
);

const resolutionCodes = choices(
  ['fix_applied', 'Fix Applied'],
  ['risk_accepted', 'Risk Accepted'],
  ['canceled', 'Canceled'],
  ['duplicate', 'Duplicate'],
);

const problemColumns = [
  numberChoice('problem_state', 'Problem state', problemStates, { defaultValue: '101' }),
  choice(
    'category',
    'Category',
    choices(
      ['software', 'Software'],
      ['hardware', 'Hardware'],
      ['network', 'Network'],
      ['database', 'Database'],
    ),
  ),
  text('subcategory', 'Subcategory'),
  choice('resolution_code', 'Resolution code', resolutionCodes),
  column('html', 'cause_notes', 'Cause notes', { maxLength: 4000 }),
  column('html', 'fix_notes', 'Fix notes', { maxLength: 4000 }),
  column('html', 'workaround', 'Workaround', { maxLength: 4000 }),
  flag('known_error', 'Known error', 'false'),
  flag('major_problem', 'Major problem', 'false'),
  flag('workaround_applied', 'Workaround applied', 'false'),
  whole('related_incidents', 'Related Incidents', { defaultValue: '0' }),
  reference('first_reported_by_task', 'First reported by', 'task'),
  reference('duplicate_of', 'Duplicate of', 'problem'),
  reference('rfc', 'Change request', 'change_request'),
  dateTime('confirmed_at', 'Confirmed'),
  reference('confirmed_by', 'Confirmed by', 'sys_user'),
  dateTime('fix_at', 'Fix at'),
  reference('fix_by', 'Fix by', 'sys_user'),
  dateTime('fix_communicated_at', 'Fix communicated at'),
  reference('fix_communicated_by', 'Fix communicated by', 'sys_user'),
  dateTime('workaround_communicated_at', 'Workaround communicated at'),
  reference('workaround_communicated_by', 'Workaround communicated by', 'sys_user'),
  dateTime('resolved_at', 'Resolved'),
  reference('resolved_by', 'Resolved by', 'sys_user'),
  dateTime('reopened_at', 'Reopened at'),
  reference('reopened_by', 'Reopened by', 'sys_user'),
  whole('reopen_count', 'Reopen count', { defaultValue: '0' }),
  text('review_outcome', 'Review outcome'),
];

const problemTaskColumns = [
  reference('problem', 'Problem', 'problem'),
  choice(
    'problem_task_type',
    'Problem task type',
    choices(['rca', 'Root cause analysis'], ['general', 'General']),
    { defaultValue: 'general' },
  ),
  choice('close_code', 'Close code', choices(['completed', 'Completed'], ['canceled', 'Canceled'])),
  text('cause_code', 'Cause code'),
  column('html', 'cause_notes', 'Cause notes', { maxLength: 4000 }),
  column('html', 'workaround', 'Workaround', { maxLength: 4000 }),
  dateTime('started_at', 'Started at'),
  reference('started_by', 'Started by', 'sys_user'),
  dateTime('reopened_at', 'Reopened at'),
  reference('reopened_by', 'Reopened by', 'sys_user'),
  whole('reopen_count', 'Reopen count', { defaultValue: '0' }),
];

export const problemTables: readonly StockTable[] = [
  childTable('problem', 'Problem', 'task', problemColumns, {
    numberPrefix: 'PRB',
    nextNumber: 40_001,
    overrides: [
      { column: 'state', choices: problemStates, defaultValue: '101' },
      { column: 'short_description', label: 'Problem statement' },
      { column: 'priority', defaultValue: '5' },
    ],
  }),
  childTable('problem_task', 'Problem Task', 'task', problemTaskColumns, {
    numberPrefix: 'PTASK',
    nextNumber: 10_001,
    overrides: [{ column: 'state', choices: problemTaskStates, defaultValue: '151' }],
  }),
];
