import { afterAll, beforeAll, expect, test } from 'vitest';
import { createInstance, type Instance } from '../create-instance.ts';
import { createTestClient, type TestClient } from '../testing/client.ts';

let instance: Instance;
let admin: TestClient;

beforeAll(async () => {
  instance = await createInstance({ demoData: false, scheduledJobs: false });
  admin = createTestClient(instance.url, instance.admin);
});

afterAll(async () => {
  await instance.close();
});

const john = { user_id: 'john.public', first_name: 'John', last_name: 'Public', u_unknown: 'x' };

test('a record is inserted, found again by its key, and left alone when nothing changed', async () => {
  const first = await admin.post('/api/now/import/imp_user', john);
  const second = await admin.post('/api/now/import/imp_user', john);
  const third = await admin.post('/api/now/import/imp_user', { ...john, title: 'Builder' });

  expect(first.status).toBe(201);
  expect(first.body).toEqual({
    import_set: expect.stringMatching(/^ISET\d{7}$/),
    staging_table: 'imp_user',
    result: [
      {
        transform_map: 'User',
        table: 'sys_user',
        display_name: 'name',
        display_value: 'John Public',
        record_link: expect.stringContaining('/api/now/table/sys_user/'),
        status: 'inserted',
        sys_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
    ],
  });
  expect(second.body).toMatchObject({ result: [{ status: 'ignored' }] });
  expect(third.body).toMatchObject({ result: [{ status: 'updated' }] });
});

test('what became of a staged record can be read', async () => {
  await admin.post('/api/now/import/imp_user', { ...john, user_id: 'staged' });
  const staged = await admin.get('/api/now/table/imp_user?sysparm_query=user_id=staged');

  const answer = await admin.get(`/api/now/import/imp_user/${String(staged.list[0]?.['sys_id'])}`);

  expect(answer.body).toMatchObject({
    staging_table: 'imp_user',
    result: [{ transform_map: 'User', table: 'sys_user', status: 'inserted' }],
  });
});

test('several records go into one set', async () => {
  const answer = await admin.post('/api/now/import/imp_user/insertMultiple', {
    records: [
      { user_id: 'multiple.one', last_name: 'One' },
      { user_id: 'multiple.two', last_name: 'Two' },
    ],
  });

  expect(answer.status).toBe(201);
  expect(answer.body).toEqual({
    import_set_id: expect.any(String),
    multi_import_set_id: expect.any(String),
  });
  const users = await admin.get(
    '/api/now/table/sys_user?sysparm_query=user_nameSTARTSWITHmultiple.',
  );
  expect(users.list).toHaveLength(2);
});

test('other tables and callers without a role are refused', async () => {
  const stranger = createTestClient(instance.url, instance.integration);

  expect((await admin.post('/api/now/import/incident', {})).status).toBe(400);
  expect((await admin.post('/api/now/import/no_such_table', {})).status).toBe(400);
  expect((await stranger.post('/api/now/import/imp_user', john)).status).toBe(403);
});
