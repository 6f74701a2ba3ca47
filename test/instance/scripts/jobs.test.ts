import { afterAll, beforeAll, expect, test } from 'vitest';
import { createInstance, type Instance } from '../create-instance.ts';
import { createTestClient } from '../testing/client.ts';
import { createScriptRunner, type ScriptRunner } from '../testing/run-script.ts';
import { sampleId, writeSampleApp } from '../testing/sample-app.ts';
import { untilIdle } from '../testing/until-idle.ts';

let instance: Instance;
let scripts: ScriptRunner;

const named = (name: string): string =>
  `var item = new GlideRecord('x_test_item'); item.initialize(); item.name = ${name}; item.insert();`;

beforeAll(async () => {
  instance = await createInstance({
    demoData: false,
    app: writeSampleApp({
      privileges: ['sysauto_script read'],
      records: [
        {
          table: 'sysevent_register',
          key: 'event',
          values: { event_name: 'x_test.happened', suffix: 'happened' },
        },
        {
          table: 'sysevent_script_action',
          key: 'action',
          values: {
            name: 'on happened',
            event_name: 'x_test.happened',
            active: 'true',
            order: '100',
            script: named("event.parm1 + '/' + event.parm2 + '/' + current.name"),
          },
        },
        {
          table: 'sysauto_script',
          key: 'schedule',
          values: {
            name: 'every hour',
            active: 'true',
            run_type: 'periodically',
            run_period: '1970-01-01 01:00:00',
            script: named("'scheduled'"),
          },
        },
      ],
    }),
  });
  scripts = createScriptRunner(instance);
});

afterAll(async () => {
  await instance.close();
});

async function countOf(name: string): Promise<number> {
  const admin = createTestClient(instance.url, instance.admin);
  const answer = await admin.get(
    `/api/now/table/x_test_item?sysparm_query=name=${encodeURIComponent(name)}`,
  );
  return answer.list.length;
}

test('an event runs its script actions in the background, with its record and parameters', async () => {
  await scripts.run(`
    var item = new GlideRecord('x_test_item');
    item.initialize();
    item.name = 'subject';
    item.get(item.insert());
    gs.eventQueue('x_test.happened', item, 'first', 'second');`);
  await untilIdle(instance);

  await expect(countOf('first/second/subject')).resolves.toBe(1);
});

test('an event for later waits for its time', async () => {
  await scripts.run(`
    var item = new GlideRecord('x_test_item');
    item.initialize();
    item.name = 'patient';
    item.get(item.insert());
    var due = new GlideDateTime();
    due.addSeconds(2);
    gs.eventQueueScheduled('x_test.happened', item, 'later', 'then', due);`);

  const early = await countOf('later/then/patient');
  await expect.poll(() => countOf('later/then/patient'), { timeout: 10_000 }).toBe(1);

  expect(early).toBe(0);
});

test('an event that is not registered runs nothing', async () => {
  await scripts.run(`gs.eventQueue('x_test.unknown', null, 'a', 'b');`);
  await untilIdle(instance);

  const log = await createTestClient(instance.url, instance.admin).get(
    '/api/now/table/syslog?sysparm_query=messageLIKEx_test.unknown is not registered',
  );

  expect(log.list).toHaveLength(1);
});

test('a scheduled script runs on request and by its period, on a clock that can be moved', async () => {
  await instance.control.runJob('every hour');
  const before = await countOf('scheduled');
  instance.control.setClockOffsetMs(3_700_000);
  await expect.poll(() => countOf('scheduled'), { timeout: 5000 }).toBe(before + 1);

  expect(before).toBe(1);
});

test('a scheduled script of ones own scope can be run by a script', async () => {
  const before = await countOf('scheduled');
  await scripts.run(`
    var job = new GlideRecord('sysauto_script');
    job.get('${sampleId('schedule')}');
    gs.executeNow(job);`);
  await untilIdle(instance);

  await expect(countOf('scheduled')).resolves.toBe(before + 1);
});
