import { expect, test } from 'vitest';
import { sampleRoute } from '../domain/samples.ts';
import { releaseChecks } from './check-release.ts';
import { tableChecks, taskRuleChecks } from './check-tables.ts';
import { noAnswer, sampleAnswer, sampleInspector, sampleSubject } from './sample-subject.ts';

const choicesOf = (name: string, ...values: readonly string[]) =>
  values.map((value) => ({ name, element: 'state', value, label: value }));

test.each([
  ['incident', 'fail'],
  ['u_plain_task', 'pass'],
])('%s: a table with choices of its own hides those of task', async (table, verdict) => {
  const { outwardStates, inwardStates } = sampleRoute();
  const used = [...Object.values(outwardStates), ...Object.keys(inwardStates)];
  const route = sampleRoute({ table, outwardStates: { ...outwardStates, acknowledged: '-5' } });
  const inspector = sampleInspector({
    sys_choice: [
      ...choicesOf('incident', ...used.filter((state) => state !== undefined)),
      ...choicesOf('task', '-5', ...used.filter((state) => state !== undefined)),
    ],
  });

  const checks = tableChecks(sampleSubject({ mode: 'table' }, { routes: [route], inspector }));

  const check = checks.find(({ id }) => id === `states:${route.name}`);
  expect(await check?.look()).toMatchObject({ verdict });
});

const route = sampleRoute({ table: 'incident' });
const row = { sys_id: '1'.repeat(32), correlation_id: '', correlation_display: '' };
const hidden = { 'x-total-count': '7' };

test.each([
  [sampleAnswer(200, { result: [row] }), 'pass', undefined],
  [sampleAnswer(200, { result: [] }), 'pass', undefined],
  [sampleAnswer(200, { result: [] }, hidden), 'fail', 'rows-hidden'],
  [
    sampleAnswer(200, { result: [{ sys_id: row.sys_id, correlation_id: '' }] }),
    'fail',
    'key-columns-missing',
  ],
  [sampleAnswer(400, { error: { message: 'Invalid table incident' } }), 'fail', 'no-such-table'],
  [sampleAnswer(403, { error: { message: 'Not authorized' } }), 'fail', 'read-refused'],
  [noAnswer, 'skip', undefined],
])('of a table that is read is told: %#', async (answer, verdict, code) => {
  const inspector = sampleInspector({}, { ask: async () => answer });
  const subject = sampleSubject({ mode: 'table' }, { routes: [route], inspector });

  const found = await tableChecks(subject)
    .find(({ id }) => id === 'table:incident')
    ?.look();
  expect([found?.verdict, found?.code]).toEqual([verdict, code]);
});

const columnsOf = (...columns: readonly object[]) =>
  sampleAnswer(200, { result: { table: 'incident', columns } });
const column = (name: string, change: object = {}) => ({
  name,
  label: name,
  type: 'string',
  mandatory: false,
  ...change,
});
const key = [column('correlation_id'), column('correlation_display')];
const codes = { choices: [{ value: 'Solved', label: 'Solved' }] };

test.each([
  ['table:incident', columnsOf(...key), 'pass', undefined],
  ['table:incident', columnsOf(column('correlation_id')), 'fail', 'key-columns-missing'],
  ['table:incident', sampleAnswer(400, { result: {} }), 'fail', 'table-not-open'],
  ['mandatory:ops', columnsOf(column('u_site', { mandatory: true })), 'warn', 'mandatory-columns'],
  ['mandatory:ops', columnsOf(...key), 'pass', undefined],
  ['resolve:ops', columnsOf(column('close_code', codes)), 'fail', 'unknown-close-code'],
  ['resolve:ops', columnsOf(column('close_code')), 'skip', undefined],
])('%s by what the app tells of the columns: %#', async (id, answer, verdict, code) => {
  const inspector = sampleInspector({}, { ask: async () => answer });
  const routes = [sampleRoute({ name: 'ops', table: 'incident' })];

  const checks = tableChecks(sampleSubject({ mode: 'app' }, { routes, inspector }));

  const found = await checks.find((check) => check.id === id)?.look();
  expect([found?.verdict, found?.code]).toEqual([verdict, code]);
});

test.each([
  [sampleAnswer(200, { result: [row] }), 'pass', undefined],
  [sampleAnswer(200, { result: [] }, hidden), 'warn', 'task-rules-without-effect'],
])(
  'that the Table API is closed to the account of the app is advice: %#',
  async (answer, ...told) => {
    const inspector = sampleInspector({}, { ask: async () => answer });

    const [check] = taskRuleChecks(sampleSubject({ mode: 'app' }, { inspector }));

    const found = await check?.look();
    expect([found?.verdict, found?.code]).toEqual(told);
    expect(taskRuleChecks(sampleSubject({ mode: 'table' }))).toEqual([]);
  },
);

test.each([
  ['Kingston', 'fail'],
  ['London', 'pass'],
  ['Zurich', 'pass'],
  ['', 'skip'],
])('the release %s: %s', async (value, verdict) => {
  const inspector = sampleInspector({ sys_properties: [{ name: 'glide.buildname', value }] });

  const [check] = releaseChecks(sampleSubject({}, { inspector }));

  expect(await check?.look()).toMatchObject({ verdict });
});

const demand = {
  field: 'u_site',
  mandatory: 'true',
  'sys_data_policy.active': 'true',
  'sys_data_policy.model_table': 'incident',
  'sys_data_policy.short_description': 'Site first',
};

test.each([
  ['of the table', demand, 'warn'],
  ['of task', { ...demand, 'sys_data_policy.model_table': 'task' }, 'warn'],
  ['of another table', { ...demand, 'sys_data_policy.model_table': 'problem' }, 'pass'],
  ['that is off', { ...demand, 'sys_data_policy.active': 'false' }, 'pass'],
  ['that demands nothing', { ...demand, mandatory: 'false' }, 'pass'],
  ['for a column that is filled', { ...demand, field: 'short_description' }, 'pass'],
  ['for what a resolution brings', { ...demand, field: 'close_notes' }, 'pass'],
])('a data policy %s', async (_which, rule, verdict) => {
  const admin = sampleInspector({ sys_data_policy_rule: [rule] });
  const routes = [sampleRoute({ name: 'ops', table: 'incident' })];
  const checks = tableChecks(sampleSubject({ mode: 'app' }, { routes, admin }));

  const found = await checks.find(({ id }) => id === 'policies:ops')?.look();
  const named = found?.evidence.includes('u_site (Site first)');
  expect([found?.verdict, named]).toEqual([verdict, verdict === 'warn']);
});

test('data policies that nobody may see are not taken for none', async () => {
  const routes = [sampleRoute({ name: 'ops', table: 'incident' })];
  const counted = sampleInspector({}, { rows: async () => ({ kind: 'rows', rows: [], total: 3 }) });
  const look = (inspector: ReturnType<typeof sampleInspector>) =>
    tableChecks(sampleSubject({ mode: 'app' }, { routes, inspector }))
      .find(({ id }) => id === 'policies:ops')
      ?.look();

  expect(await look(counted)).toMatchObject({ verdict: 'skip' });
  expect(await look(sampleInspector())).toMatchObject({ verdict: 'skip' });
});

const aclOf = (scope: string) => ({
  'sys_security_acl.name': 'task',
  'sys_security_acl.operation': 'read',
  'sys_security_acl.sys_scope': scope,
});

test.each([
  [{ sys_security_acl_role: [aclOf('820a'), aclOf('820a')] }, '2 rules, through the app'],
  [{ sys_security_acl_role: [aclOf('global')] }, '1 rules, through the global update set'],
  [{ sys_security_acl_role: [] }, 'no such rule is there'],
  [{}, 'the rules themselves are not visible'],
])('an administrator sees where the rules on task come from: %#', async (tables, source) => {
  const answer = sampleAnswer(200, { result: [row] });
  const inspector = sampleInspector({}, { ask: async () => answer });
  const admin = sampleInspector(tables);

  const [check] = taskRuleChecks(sampleSubject({ mode: 'app' }, { inspector, admin }));

  expect((await check?.look())?.evidence).toContain(source);
});
