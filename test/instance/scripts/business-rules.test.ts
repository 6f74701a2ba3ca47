import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInstance, type Instance } from '../create-instance.ts';
import { createTestClient, type TestClient } from '../testing/client.ts';
import { role, rule, sampleId, writeSampleApp, type SampleRecord } from '../testing/sample-app.ts';
import { untilIdle } from '../testing/until-idle.ts';

const mark = (text: string): string => `
  var item = new GlideRecord('x_test_item');
  item.initialize();
  item.name = '${text}';
  item.task = current.getUniqueValue();
  item.insert();`;

const rules: readonly SampleRecord[] = [
  rule('late after', { when: 'after', order: '1500', script: mark('4 late after') }),
  rule('early after', { when: 'after', order: '50', script: mark('3 early after') }),
  rule('late before', { when: 'before', order: '1200', script: mark('2 late before') }),
  rule('early before', { when: 'before', order: '10', script: mark('1 early before') }),
  rule('on the parent', {
    collection: 'task',
    when: 'after',
    order: '2000',
    action_update: 'false',
    script: mark('5 on the parent'),
  }),
  rule('only when it changes', {
    when: 'after',
    order: '3000',
    filter_condition: 'urgencyCHANGESTO1',
    condition: "previous && previous.urgency == '3'",
    script: mark('6 urgency from 3 to 1'),
  }),
  rule('failing', { when: 'after', order: '4000', script: "throw new Error('rule is broken');" }),
  rule('later', {
    when: 'async_always',
    filter_condition: 'short_descriptionCHANGES',
    script: `${mark('7 async')} if (previous !== null) { throw new Error('async rules have no previous'); }`,
  }),
];

interface Case {
  readonly instance: Instance;
  readonly admin: TestClient;
}

async function start(crossScopeRules: 'observed' | 'documented'): Promise<Case> {
  const app = writeSampleApp({ records: rules, privileges: ['incident read'] });
  const instance = await createInstance({
    app,
    crossScopeRules,
    scheduledJobs: false,
    demoData: false,
  });
  return { instance, admin: createTestClient(instance.url, instance.admin) };
}

async function marksOf({ instance, admin }: Case, sysId: string): Promise<unknown[]> {
  await untilIdle(instance);
  const answer = await admin.get(
    `/api/now/table/x_test_item?sysparm_query=task=${sysId}^ORDERBYname`,
  );
  return answer.list.map((row) => row['name']);
}

describe('rules of a scope on incident, as observed', () => {
  let run: Case;
  beforeAll(async () => {
    run = await start('observed');
  });
  afterAll(async () => {
    await run.instance.close();
  });

  test('run around the write by their order, and those of the parent table too', async () => {
    const created = await run.admin.post('/api/now/table/incident', { short_description: 'a' });

    const marks = await marksOf(run, String(created.result['sys_id']));

    expect(marks).toEqual([
      '1 early before',
      '2 late before',
      '3 early after',
      '4 late after',
      '5 on the parent',
      '7 async',
    ]);
  });

  test('compare what changed with what was before', async () => {
    const created = await run.admin.post('/api/now/table/incident', { short_description: 'b' });
    const path = `/api/now/table/incident/${created.result['sys_id']}`;
    await run.admin.patch(path, { urgency: '1' });

    const marks = await marksOf(run, String(created.result['sys_id']));

    expect(marks).toContain('6 urgency from 3 to 1');
    expect(marks.filter((name) => name === '7 async')).toHaveLength(1);
  });

  test('that fail are logged and do not stop the write', async () => {
    const created = await run.admin.post('/api/now/table/incident', { short_description: 'c' });

    const log = await run.admin.get(
      '/api/now/table/syslog?sysparm_query=level=2^messageLIKErule is broken&sysparm_fields=message,source',
    );

    expect(created.status).toBe(201);
    expect(log.list[0]).toEqual({
      message:
        "Error: rule is broken in business rule 'failing' on incident at sys_script.failing:1",
      source: 'x_test',
    });
  });
});

describe('rules of a scope on incident, as documented', () => {
  let run: Case;
  beforeAll(async () => {
    run = await start('documented');
  });
  afterAll(async () => {
    await run.instance.close();
  });

  test('are async or nothing', async () => {
    const created = await run.admin.post('/api/now/table/incident', { short_description: 'a' });

    const marks = await marksOf(run, String(created.result['sys_id']));

    expect(marks).toEqual(['7 async']);
  });
});

describe('rules on tables of their own scope', () => {
  test('may abort, and the answer names them', async () => {
    const abort = rule('Names are needed', {
      collection: 'x_test_item',
      filter_condition: 'nameISEMPTY',
      script: "gs.addErrorMessage('not shown'); current.setAbortAction(true);",
    });
    const instance = await createInstance({
      app: writeSampleApp({ records: [abort] }),
      demoData: false,
    });
    const admin = createTestClient(instance.url, instance.admin);

    const answer = await admin.post('/api/now/table/x_test_item', { ticket: 'T-7' });
    await instance.close();

    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({
      error: {
        message: 'Operation Failed',
        detail: expect.stringMatching(
          /^Operation against file 'x_test_item' was aborted by Business Rule 'Names are needed\^[0-9a-f]{32}'\. Business Rule Stack:Names are needed$/,
        ),
      },
    });
  });

  test('that set themselves off again are stopped', async () => {
    const recursive = rule('Around and around', {
      collection: 'x_test_item',
      when: 'after',
      script: 'current.count = Number(current.count) + 1; current.update();',
    });
    const instance = await createInstance({
      app: writeSampleApp({ records: [recursive] }),
      demoData: false,
    });
    const admin = createTestClient(instance.url, instance.admin);

    const answer = await admin.post('/api/now/table/x_test_item', { name: 'again' });
    await instance.close();

    expect(answer.status).toBe(201);
  });

  test('set field values without a script, for users with one of their roles', async () => {
    const records = [
      role('clerk'),
      rule('Fill in', {
        collection: 'x_test_item',
        advanced: 'false',
        template: 'name=filled in^count=7^EQ',
        role_conditions: sampleId('role clerk'),
      }),
    ];
    const instance = await createInstance({
      app: writeSampleApp({ records }),
      demoData: false,
      scheduledJobs: false,
    });
    instance.control.createUser({
      userName: 'clerk',
      password: 'p',
      roles: ['x_test.clerk', 'x_test.api_user'],
    });
    const insert =
      "var item = new GlideRecord('x_test_item'); item.initialize(); item.name = 'x'; item.insert(); return item.getValue('name') + item.getValue('count');";

    const clerk = await createTestClient(instance.url, { user: 'clerk', password: 'p' }).post(
      '/api/x_test/v1/run',
      insert,
    );
    const other = await createTestClient(instance.url, instance.integration).post(
      '/api/x_test/v1/run',
      insert,
    );
    await instance.close();

    expect([clerk.result['value'], other.result['value']]).toEqual(['filled in7', 'xnull']);
  });

  test('hear of a deletion afterwards, with what was deleted', async () => {
    const records = [
      rule('Obituary', {
        collection: 'x_test_item',
        when: 'async_always',
        action_insert: 'false',
        action_update: 'false',
        action_delete: 'true',
        script:
          "var item = new GlideRecord('x_test_item'); item.initialize(); item.ticket = current.operation() + ' ' + current.name; item.insert();",
      }),
    ];
    const instance = await createInstance({
      app: writeSampleApp({ records }),
      demoData: false,
      scheduledJobs: false,
    });
    const admin = createTestClient(instance.url, instance.admin);
    const created = await admin.post('/api/now/table/x_test_item', { name: 'gone' });

    await admin.delete(`/api/now/table/x_test_item/${created.result['sys_id']}`);
    await untilIdle(instance);
    const found = await admin.get('/api/now/table/x_test_item?sysparm_fields=ticket');
    await instance.close();

    expect(found.list).toEqual([{ ticket: 'delete gone' }]);
  });
});
