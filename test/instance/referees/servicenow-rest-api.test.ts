import https from 'node:https';
import ServiceNow from 'servicenow-rest-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createInstance, type Instance } from '../create-instance.ts';

/** A client that others wrote, unchanged: npm `servicenow-rest-api` 1.2.2, over https with a self-signed certificate. */
let instance: Instance;
let client: ServiceNow;

beforeAll(async () => {
  instance = await createInstance({ https: true, scheduledJobs: false });
  client = new ServiceNow(new URL(instance.url).host, instance.admin.user, instance.admin.password);
  client.setNetworkOptions({ httpsAgent: new https.Agent({ rejectUnauthorized: false }) });
});

afterAll(async () => {
  await instance.close();
});

/** Its methods take a callback for the result or the error. */
function answerOf(call: (answer: (value: unknown) => void) => void): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  call(resolve);
  return promise;
}

test('it creates, finds, changes and deletes an incident', async () => {
  const created = await answerOf((done) =>
    client.createNewTask(
      {
        short_description: 'From servicenow-rest-api',
        urgency: '1 - High',
        impact: '1 - High',
        assignment_group: 'Hardware',
      },
      'incident',
      done,
    ),
  );
  const { number } = Object(created);
  const found = await answerOf((done) =>
    client.getTableData(
      ['number', 'priority', 'assignment_group'],
      [`number=${number}`],
      'incident',
      done,
    ),
  );
  const updated = await answerOf((done) =>
    client.UpdateTask('incident', number, { short_description: 'Changed' }, done),
  );
  const deleted = await answerOf((done) => client.DeleteTask('incident', number, done));
  const gone = await answerOf((done) =>
    client.getTableData(['number'], [`number=${number}`], 'incident', done),
  );

  expect(created).toMatchObject({ number: expect.stringMatching(/^INC\d{7}$/), state: 'New' });
  expect(found).toEqual([
    {
      number,
      priority: '1 - Critical',
      assignment_group: { display_value: 'Hardware', link: expect.any(String) },
    },
  ]);
  expect(JSON.stringify(updated)).toContain('Changed');
  expect(deleted).toMatchObject({ status: 204 });
  expect(gone).toEqual([]);
});

test('it reads a sample and looks up ids', async () => {
  const sample = await answerOf((done) => client.getSampleData('change_request', done));
  const ids = await answerOf((done) => client.getSysId('incident', 'INC0000060', done));

  expect(sample).toEqual([expect.objectContaining({ sys_class_name: 'change_request' })]);
  expect(JSON.stringify(ids)).toContain('1c741bd70b2322007518478d83673af3');
});

test('it lists attachments', async () => {
  const none = await answerOf((done) =>
    client.getAllAttachmentsMetaData('1c741bd70b2322007518478d83673af3', done),
  );

  expect(JSON.stringify(none)).not.toContain('Request failed');
});
