import { expect, test } from 'vitest';
import { findRot, literalNames, type RotInput, toMemory } from './mapping-rot.ts';
import { judgeReadiness, type TableColumn } from './readiness.ts';
import { sampleRoute } from './samples.ts';
import { literal } from './template.ts';

function column(name: string, change: Partial<TableColumn> = {}): TableColumn {
  return { name, label: name, mandatory: false, ...change };
}

function choices(...values: readonly (readonly [string, string])[]) {
  return { choices: values.map(([value, label]) => ({ value, label })) };
}

const states = choices(
  ['1', 'New'],
  ['2', 'In Progress'],
  ['3', 'On Hold'],
  ['6', 'Resolved'],
  ['7', 'Closed'],
  ['8', 'Canceled'],
);
const stock: readonly TableColumn[] = [
  column('short_description', { mandatory: true }),
  column('state', states),
  column('close_code', choices(['Solution provided', 'Solution provided'])),
  column('category', choices(['software', 'Software'])),
  column('assignment_group'),
];

const with_ = (...columns: readonly TableColumn[]): readonly TableColumn[] => [
  ...stock.filter(({ name }) => !columns.some((one) => one.name === name)),
  ...columns,
];

test('a stock incident takes what a route writes by default', () => {
  expect(judgeReadiness(sampleRoute(), stock)).toEqual([]);
});

test.each([
  [
    'a mandatory column that nothing fills',
    with_(column('u_site', { mandatory: true, ...choices(['', '-- None --'], ['ber', 'Berlin']) })),
    { kind: 'mandatory-without-value', column: 'u_site', proposal: 'ber', weight: 'fault' },
  ],
  [
    'a close code that is spelled otherwise here',
    with_(column('close_code', choices(['solved', 'Solution provided'], ['other', 'Other']))),
    { kind: 'unknown-choice', column: 'close_code', proposal: 'solved', weight: 'fault' },
  ],
  [
    'a state that is not there',
    with_(column('state', choices(['1', 'New'], ['2', 'In Progress'], ['3', 'Done']))),
    { kind: 'unknown-choice', column: 'state', proposal: '1', weight: 'fault' },
  ],
  [
    'a state of its own that the map does not select',
    with_(column('state', { choices: [...states.choices, { value: '42', label: 'Parked' }] })),
    { kind: 'state-not-selected', column: 'state', weight: 'hint' },
  ],
  [
    'a column that is not there',
    stock.filter(({ name }) => name !== 'category'),
    { kind: 'unknown-column', column: 'category', weight: 'fault' },
  ],
  ['nothing that may be seen', [], { kind: 'not-readable', weight: 'hint' }],
  [
    'a close code, where choices are all that may be seen',
    [column('close_code', choices(['solved', 'Solution provided']))],
    { kind: 'unknown-choice', column: 'close_code', weight: 'fault' },
  ],
])('%s is found, with what to do', (_case, columns, finding) => {
  const found = judgeReadiness(sampleRoute(), columns);

  expect(found).toEqual(expect.arrayContaining([expect.objectContaining(finding)]));
  for (const { line } of found) expect(line).toMatch(/\.$/);
});

test('what may not be looked at is said, and is no fault of the route', () => {
  const [nothing] = judgeReadiness(sampleRoute(), []);
  const shown = stock.filter((one) => one.choices !== undefined);
  const withChoices = judgeReadiness(sampleRoute(), shown);

  expect(nothing?.line).toMatch(/^Not checked: .*mandatory.* choices /);
  expect(withChoices).toMatchObject([{ kind: 'not-readable', weight: 'hint' }]);
  expect(withChoices[0]?.line).not.toContain('personalize_choices');
});

test('a table that is closed or not there is a fault, in the words of the instance', () => {
  const found = judgeReadiness(sampleRoute(), { because: 'Invalid table u_incidnet.' });

  expect(found).toMatchObject([
    { kind: 'not-readable', weight: 'fault', line: 'Invalid table u_incidnet.' },
  ]);
});

test('a value in the defaults is enough for a mandatory column', () => {
  const columns = with_(column('u_site', { mandatory: true }));

  expect(judgeReadiness(sampleRoute({ defaults: { u_site: 'ber' } }), columns)).toEqual([]);
});

const group = {
  column: 'assignment_group',
  table: 'sys_user_group',
  otherwise: 'fail',
  name: 'Network',
} as const;
const nothingWrong: RotInput = {
  routes: [{ name: 'ops', enabled: true, table: 'incident' }],
  tables: [{ table: 'incident', columns: stock }],
  names: [{ ...group, route: 'ops', found: { sysId: 'a'.repeat(32) } }],
  taken: new Map([['ops', 12]]),
  unmatched: [],
  before: undefined,
};
const before = toMemory(nothingWrong);

test('what fits still fits: nothing is found', () => {
  expect(findRot(nothingWrong)).toEqual([]);
  expect(findRot({ ...nothingWrong, before })).toEqual([]);
});

test.each<[string, Partial<RotInput>, object]>([
  [
    'a group that nobody has any more',
    { names: [{ ...group, route: 'ops', found: 'none' }] },
    { kind: 'name-without-match', line: expect.stringContaining('renamed or deactivated') },
  ],
  [
    'a group of which there are two now',
    { names: [{ ...group, route: 'ops', found: 'several' }] },
    { kind: 'name-without-match', line: expect.stringContaining('Several') },
  ],
  [
    'a name that another record has taken over',
    { names: [{ ...group, route: 'ops', found: { sysId: 'b'.repeat(32) } }] },
    { kind: 'name-changed-hands' },
  ],
  [
    'names of alerts that nobody has',
    { unmatched: [{ column: 'cmdb_ci', kind: 'no-match', count: 7 }] },
    { kind: 'names-of-alerts-without-match', line: expect.stringContaining('7 alerts') },
  ],
  [
    'a new state',
    {
      tables: [
        {
          table: 'incident',
          columns: with_(
            column('state', { choices: [...states.choices, { value: '9', label: 'Parked' }] }),
          ),
        },
      ],
    },
    { kind: 'choice-added', line: 'incident.state has a new choice: 9 (Parked).' },
  ],
  [
    'a close code that is gone',
    { tables: [{ table: 'incident', columns: with_(column('close_code', choices(['x', 'X']))) }] },
    { kind: 'choice-removed' },
  ],
  ['a route that takes nothing', { taken: new Map() }, { kind: 'route-never-matches' }],
])('%s is found', (_case, change, finding) => {
  expect(findRot({ ...nothingWrong, before, ...change })).toEqual(
    expect.arrayContaining([expect.objectContaining(finding)]),
  );
});

test('a route that is switched off may match nothing', () => {
  const routes = [{ name: 'ops', enabled: false, table: 'incident' }];

  expect(findRot({ ...nothingWrong, routes, taken: new Map() })).toEqual([]);
});

test('what could not be read this time is compared with the last time that it could', () => {
  const unread = {
    ...nothingWrong,
    before,
    tables: [{ table: 'incident', columns: [] }],
    names: [],
  };

  expect(findRot(unread)).toEqual([]);
  expect(toMemory(unread)).toEqual(before);
});

test('the names that a route writes out are found wherever they stand', () => {
  const route = sampleRoute();
  const severityMap = {
    ...route.severityMap,
    critical: { ...route.severityMap.critical, assignmentGroup: literal('On call') },
  };

  expect(literalNames({ ...route, severityMap }).map(({ name }) => name)).toEqual([
    'Network',
    'On call',
  ]);
});

test.each([
  ['none', 'fail', 'fault'],
  ['several', 'fail', 'fault'],
  ['none', 'leave-empty', 'hint'],
] as const)('a name that %s has, where it shall %s, is a %s', (found, otherwise, weight) => {
  const named = { route: 'ops', column: 'assigned_to', table: 'sys_user', name: 'beth' } as const;

  const findings = judgeReadiness(sampleRoute(), [], [{ ...named, otherwise, found }]);

  expect(findings.filter(({ kind }) => kind === 'name-without-match')).toMatchObject([
    { column: 'assigned_to', weight, line: expect.stringContaining('beth') },
  ]);
});
