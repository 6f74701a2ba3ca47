import {
  childTable,
  choice,
  choices,
  choicesUnder,
  dateTime,
  flag,
  numberChoice,
  reference,
  retiredChoices,
  sameChoices,
  text,
  whole,
} from '../columns.ts';
import type { StockTable } from '../model.ts';

/** `state` and `incident_state` hold the same values and are kept in step by a business rule. */
const incidentStates = choices(
  ['1', 'New'],
  ['2', 'In Progress'],
  ['3', 'On Hold'],
  ['6', 'Resolved'],
  ['7', 'Closed'],
  ['8', 'Canceled'],
);

const holdReasons = choices(
  ['1', 'Awaiting Caller'],
  ['5', 'Awaiting Change'],
  ['3', 'Awaiting Problem'],
  ['4', 'Awaiting Vendor'],
);

/** The list that "Incident Management best practice" installs since San Diego, and what it retired. */
const resolutionCodes = [
  ...sameChoices(
    'Duplicate',
    'Known error',
    'No resolution provided',
    'Resolved by caller',
    'Resolved by change',
    'Resolved by problem',
    'Resolved by request',
    'Solution provided',
    'Workaround provided',
    'User error',
  ),
  ...retiredChoices(
    'Solved (Work Around)',
    'Solved (Permanently)',
    'Solved Remotely (Work Around)',
    'Solved Remotely (Permanently)',
    'Not Solved (Not Reproducible)',
    'Not Solved (Too Costly)',
    'Closed/Resolved by Caller',
  ),
];

const categories = choices(
  ['inquiry', 'Inquiry / Help'],
  ['software', 'Software'],
  ['hardware', 'Hardware'],
  ['network', 'Network'],
  ['database', 'Database'],
);

const subcategories = [
  ...choicesUnder(
    'inquiry',
    ['antivirus', 'Antivirus'],
    ['email', 'Email'],
    ['internal application', 'Internal Application'],
  ),
  ...choicesUnder('software', ['email', 'Email'], ['os', 'Operating System']),
  ...choicesUnder(
    'hardware',
    ['cpu', 'CPU'],
    ['disk', 'Disk'],
    ['keyboard', 'Keyboard'],
    ['memory', 'Memory'],
    ['monitor', 'Monitor'],
    ['mouse', 'Mouse'],
  ),
  ...choicesUnder(
    'network',
    ['dhcp', 'DHCP'],
    ['dns', 'DNS'],
    ['ip address', 'IP Address'],
    ['vpn', 'VPN'],
    ['wireless', 'Wireless'],
  ),
  ...choicesUnder(
    'database',
    ['db2', 'DB2'],
    ['oracle', 'Oracle'],
    ['sql server', 'MS SQL Server'],
  ),
];

const contactTypes = choices(
  ['chat', 'Chat'],
  ['email', 'Email'],
  ['event', 'Event'],
  ['monitoring', 'Monitoring'],
  ['phone', 'Phone'],
  ['self-service', 'Self-service'],
  ['virtual_agent', 'Virtual Agent'],
  ['walk-in', 'Walk-in'],
);

const classification = [
  reference('caller_id', 'Caller', 'sys_user'),
  numberChoice('incident_state', 'Incident state', incidentStates, { defaultValue: '1' }),
  choice('category', 'Category', categories, { defaultValue: 'inquiry' }),
  choice('subcategory', 'Subcategory', subcategories, { dependentOn: 'category' }),
  numberChoice(
    'severity',
    'Severity',
    choices(['1', '1 - High'], ['2', '2 - Medium'], ['3', '3 - Low']),
    { defaultValue: '3' },
  ),
  numberChoice(
    'notify',
    'Notify',
    choices(['1', 'Do Not Notify'], ['2', 'Send Email'], ['3', 'Phone']),
    { defaultValue: '1' },
  ),
  numberChoice('hold_reason', 'On hold reason', holdReasons),
  text('business_impact', 'Business impact', 4000),
  text('cause', 'Probable cause', 4000),
];

const resolution = [
  choice('close_code', 'Resolution code', resolutionCodes),
  dateTime('resolved_at', 'Resolved'),
  reference('resolved_by', 'Resolved by', 'sys_user'),
  whole('reopen_count', 'Reopen count', { defaultValue: '0' }),
  reference('reopened_by', 'Last reopened by', 'sys_user'),
  dateTime('reopened_time', 'Last reopened at'),
  whole('business_stc', 'Business resolve time'),
  whole('calendar_stc', 'Resolve time'),
];

const relations = [
  reference('parent_incident', 'Parent Incident', 'incident'),
  whole('child_incidents', 'Child Incidents', { defaultValue: '0' }),
  reference('problem_id', 'Problem', 'problem'),
  reference('rfc', 'Change Request', 'change_request'),
  reference('caused_by', 'Caused by Change', 'change_request'),
  text('origin_table', 'Origin table', 80),
  text('origin_id', 'Origin', 32),
];

const majorIncident = [
  choice(
    'major_incident_state',
    'Major incident state',
    choices(
      ['proposed', 'Proposed'],
      ['accepted', 'Accepted'],
      ['rejected', 'Rejected'],
      ['canceled', 'Canceled'],
    ),
  ),
  dateTime('proposed_on', 'Proposed on'),
  reference('proposed_by', 'Proposed by', 'sys_user'),
  dateTime('promoted_on', 'Promoted on'),
  reference('promoted_by', 'Promoted by', 'sys_user'),
  reference('trigger_rule', 'Trigger rule', 'major_incident_trigger_rule'),
  text('overview', 'Overview', 4000),
  text('timeline', 'Timeline', 4000),
  text('actions_taken', 'Actions taken', 4000),
  text('lessons_learned', 'Lessons learned', 4000),
];

/** Tasks below an incident; part of every instance, without data. */
const incidentTask: StockTable = childTable(
  'incident_task',
  'Incident Task',
  'task',
  [
    reference('incident', 'Incident', 'incident'),
    flag('on_hold', 'On hold', 'false'),
    choice(
      'close_code',
      'Close code',
      choices(['successful', 'Successful'], ['unsuccessful', 'Unsuccessful']),
    ),
  ],
  { numberPrefix: 'ITASK', nextNumber: 10_001 },
);

export const incidentTables: readonly StockTable[] = [
  childTable(
    'incident',
    'Incident',
    'task',
    [...classification, ...resolution, ...relations, ...majorIncident],
    {
      numberPrefix: 'INC',
      nextNumber: 10_001,
      overrides: [
        { column: 'state', choices: incidentStates, defaultValue: '1' },
        { column: 'contact_type', label: 'Channel', choices: contactTypes },
        // The priority lookup gives the same for the default impact and urgency.
        { column: 'priority', defaultValue: '5' },
      ],
    },
  ),
  incidentTask,
];
