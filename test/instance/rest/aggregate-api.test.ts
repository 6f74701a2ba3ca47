import { afterAll, beforeAll, expect, test } from 'vitest';
import { createInstance, type Instance } from '../create-instance.ts';
import { createTestClient, type TestClient } from '../testing/client.ts';

let instance: Instance;
let admin: TestClient;

beforeAll(async () => {
  instance = await createInstance({ demoData: false, scheduledJobs: false });
  admin = createTestClient(instance.url, instance.admin);
  for (const [impact, urgency] of [
    ['1', '1'],
    ['1', '2'],
    ['3', '3'],
  ] as const) {
    await admin.post('/api/now/table/incident', { short_description: 'a', impact, urgency });
  }
});

afterAll(async () => {
  await instance.close();
});

const stats = (query: string) => admin.get(`/api/now/stats/incident?${query}`);

test('one group is an object, its numbers are text', async () => {
  const answer = await stats(
    'sysparm_count=true&sysparm_avg_fields=impact&sysparm_min_fields=urgency',
  );

  expect(answer.body).toEqual({
    result: { stats: { count: '3', avg: { impact: '1.6667' }, min: { urgency: '1' } } },
  });
});

test('groups are a list, with what they are grouped by', async () => {
  const answer = await stats('sysparm_count=true&sysparm_group_by=impact');

  expect(answer.body).toEqual({
    result: [
      { stats: { count: '2' }, groupby_fields: [{ field: 'impact', value: '1' }] },
      { stats: { count: '1' }, groupby_fields: [{ field: 'impact', value: '3' }] },
    ],
  });
});

test('groups show display values, filtered and ordered', async () => {
  const answer = await stats(
    'sysparm_count=true&sysparm_group_by=impact&sysparm_display_value=all' +
      '&sysparm_having=count%5Eimpact%5E%3E%5E0&sysparm_order_by=COUNT&sysparm_query=active=true',
  );

  expect(answer.list.map((group) => group['groupby_fields'])).toEqual([
    [{ field: 'impact', display_value: '3 - Low', value: '3' }],
    [{ field: 'impact', display_value: '1 - High', value: '1' }],
  ]);
});

test('having drops groups', async () => {
  const answer = await stats(
    'sysparm_count=true&sysparm_group_by=impact&sysparm_having=count%5Eimpact%5E%3E%5E1',
  );

  expect(answer.list).toHaveLength(1);
});

test('groups by a field of another record', async () => {
  const answer = await stats('sysparm_count=true&sysparm_group_by=opened_by.user_name');

  expect(answer.list).toEqual([
    { stats: { count: '3' }, groupby_fields: [{ field: 'opened_by.user_name', value: 'admin' }] },
  ]);
});

test('nothing to aggregate is refused', async () => {
  const answer = await stats('sysparm_query=active=true');

  expect([answer.status, answer.body]).toEqual([
    400,
    {
      error: { message: 'No request parameter for aggregate operation specified', detail: '' },
      status: 'failure',
    },
  ]);
});
