import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInstance, type Instance } from '../create-instance.ts';
import { createTestClient, type TestClient } from '../testing/client.ts';
import { sampleId, writeSampleApp, type SampleRecord } from '../testing/sample-app.ts';

const ids = {
  script: ['41de4a935332120028bc29cac2dc349a', { script: '989d9e235324220002c6435723dc3484' }],
  insert: [
    '14872288df60220062fe6c7a4df26319',
    {
      table: '90144b535320220002c6435723dc3488',
      assert: '9024a37f671003007ba405225685efe5',
      values: 'dd54cf535320220002c6435723dc34fd',
      security: 'e6e3c7535320220002c6435723dc3496',
    },
  ],
  update: [
    '17a72288df60220062fe6c7a4df26397',
    {
      table: '53fb0f535320220002c6435723dc34ec',
      record: '501c8f535320220002c6435723dc34da',
      values: 'bc4c43935320220002c6435723dc34a2',
    },
  ],
  delete: [
    '8df72288df60220062fe6c7a4df2636d',
    { table: '3d6d8b935320220002c6435723dc349c', record: '8f7d0f935320220002c6435723dc3471' },
  ],
  validate: [
    '1f39a288df60220062fe6c7a4df2639d',
    {
      table: '6aad5a575360220002c6435723dc34b0',
      record: '52ed1e5b5360220002c6435723dc3421',
      values: 'ff6e125353a0220002c6435723dc3442',
    },
  ],
  query: [
    '2d82e3c7531400109e02ddeeff7b12a7',
    {
      table: '78b8d86b531000109e02ddeeff7b12f3',
      values: '915990ab531000109e02ddeeff7b12f8',
      assert: 'b86c0427531000109e02ddeeff7b1227',
    },
  ],
  user: [
    'd9bc5f21ff6033008d3f5d9ad53bf12d',
    { first: '1985e0ceff2433008d3f5d9ad53bf1ba', impersonate: '98c44875ffa033008d3f5d9ad53bf1fa' },
  ],
  form: ['05317cd10b10220050192f15d6673af8', {}],
} as const;

type Kind = keyof typeof ids;

/** A test of the given steps, in the records that the SDK builds for it. */
function atf(
  name: string,
  ...steps: readonly (readonly [Kind, Record<string, string>])[]
): SampleRecord[] {
  return [
    { table: 'sys_atf_test', key: name, values: { name, active: 'true' } },
    ...steps.flatMap(([kind, inputs], index) => step(name, index + 1, kind, inputs)),
  ];
}

function step(
  test: string,
  order: number,
  kind: Kind,
  inputs: Record<string, string>,
): SampleRecord[] {
  const key = stepKey(test, order);
  const [config, variables] = ids[kind];
  return [
    {
      table: 'sys_atf_step',
      key,
      values: {
        test: sampleId(test),
        order: String(order),
        step_config: config,
        display_name: kind,
        active: 'true',
      },
    },
    ...Object.entries(variables).map(([name, variable]) => ({
      table: 'sys_variable_value',
      key: `${key} ${name}`,
      values: {
        document: 'sys_atf_step',
        document_key: sampleId(key),
        variable,
        value: inputs[name] ?? '',
      },
    })),
  ];
}

const stepKey = (test: string, order: number): string => `${test} step ${order}`;
const output = (test: string, order: number, name: string): string =>
  `{{step['${sampleId(stepKey(test, order))}'].${name}}}`;
const body = (text: string): string =>
  `(function(outputs, steps, params, stepResult, assertEqual) { ${text} })(outputs, steps, params, stepResult, assertEqual);`;

const item = { table: 'x_test_item' };

const app = writeSampleApp({
  records: [
    ...atf(
      'life',
      ['insert', { ...item, values: 'name=one^count=3^EQ' }],
      ['update', { ...item, record: output('life', 1, 'record_id'), values: 'count=4^EQ' }],
      ['validate', { ...item, record: output('life', 1, 'record_id'), values: 'count=4^EQ' }],
      ['query', { ...item, values: 'name=one', assert: 'records_match_query' }],
      ['delete', { ...item, record: output('life', 1, 'record_id') }],
      ['query', { ...item, values: 'name=one', assert: 'no_records_match_query' }],
    ),
    ...atf(
      'scripts',
      [
        'script',
        {
          script: body(
            "var gr = new GlideRecord('x_test_item'); gr.name = 'scripted'; outputs.record_id = gr.insert(); stepResult.setOutputMessage('made one');",
          ),
        },
      ],
      [
        'script',
        {
          script: body(
            `var gr = new GlideRecord('x_test_item'); assertEqual({ name: 'found', shouldbe: true, value: gr.get(steps('${sampleId(stepKey('scripts', 1))}').record_id) }); return true;`,
          ),
        },
      ],
    ),
    ...atf(
      'unequal',
      ['script', { script: body("assertEqual({ name: 'sum', shouldbe: 3, value: 1 + 1 });") }],
      ['insert', { ...item, values: 'name=never^EQ' }],
    ),
    ...atf('false', ['script', { script: body('return false;') }]),
    ...atf('throws', ['script', { script: body('noSuchThing();') }]),
    ...atf(
      'refused',
      ['insert', { ...item, values: 'ticket=t1^EQ' }],
      ['insert', { ...item, values: 'ticket=t1^EQ', assert: 'record_not_inserted' }],
    ),
    ...atf(
      'rights',
      ['user', { first: 'Nobody', impersonate: '1' }],
      [
        'insert',
        {
          table: 'problem',
          values: 'short_description=x^EQ',
          security: '1',
          assert: 'record_not_inserted',
        },
      ],
    ),
    ...atf('browser', ['form', {}]),
  ],
});

let instance: Instance;
let admin: TestClient;

beforeAll(async () => {
  instance = await createInstance({ app, demoData: false, scheduledJobs: false });
  admin = createTestClient(instance.url, instance.admin);
});

afterAll(async () => {
  await instance.close();
});

const statuses = async (name: string): Promise<readonly string[]> => {
  const report = await instance.control.runTest(name);
  return [report.status, ...report.steps.map((one) => one.status)];
};

describe('tests of the Automated Test Framework', () => {
  test('insert, update, validate, query and delete records, passing values on', async () => {
    const report = await instance.control.runTest('life');

    expect(report).toMatchObject({ status: 'success' });
    expect(report.steps.map((one) => one.status)).toEqual(Array(6).fill('success'));
  });

  test('run scripts that hand values to later ones', async () => {
    const report = await instance.control.runTest(sampleId('scripts'));

    expect(report).toMatchObject({ name: 'scripts', status: 'success' });
    expect(report.steps[0]?.output).toBe('made one');
  });

  test.each([
    ['unequal', ['failure', 'failure', 'skipped']],
    ['false', ['failure', 'failure']],
    ['throws', ['failure', 'failure']],
    ['refused', ['success', 'success', 'success']],
    ['rights', ['success', 'success', 'success']],
    ['browser', ['error', 'error']],
  ])('%s: %j', async (name, expected) => {
    expect(await statuses(name)).toEqual(expected);
  });

  test('leave nothing of what they wrote, and say so in the log', async () => {
    const before = instance.control.log().at(-1)?.seq ?? 0;

    await instance.control.runTest('scripts');
    const left = await admin.get('/api/now/table/x_test_item?name=scripted');
    const log = instance.control
      .log({ after: before, table: 'x_test_item' })
      .map((entry) => entry.operation);

    expect(left.list).toEqual([]);
    expect(log).toEqual(['insert', 'delete']);
  });

  test('leave a result with its steps', async () => {
    await instance.control.runTest('unequal');
    const results = await admin.get(
      '/api/now/table/sys_atf_test_result?test_name=unequal&sysparm_fields=sys_id,status,output',
    );
    const items = await admin.get(
      `/api/now/table/sys_atf_test_result_item?sysparm_query=test_result=${String(results.list[0]?.['sys_id'])}^ORDERBYorder`,
    );

    expect(results.list[0]).toMatchObject({
      status: 'failure',
      output: expect.stringContaining("sum: expected '3', not '2'"),
    });
    expect(items.list.map((one) => one['status'])).toEqual(['failure', 'skipped']);
  });

  test('can be run over the control API', async () => {
    const answer = await admin.post('/__control/tests/life/run', {});
    const unknown = await admin.post('/__control/tests/nothing/run', {});

    expect(answer.result).toMatchObject({ name: 'life', status: 'success' });
    expect(unknown.status).toBe(404);
  });
});
