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

const json = [{ name: 'Content-Type', value: 'application/json' }];
const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');
const decoded = (text: unknown): unknown =>
  JSON.parse(Buffer.from(String(text), 'base64').toString('utf8'));

interface Served {
  readonly id: string;
  readonly status_code: number;
  readonly status_text: string;
  readonly body: string;
  readonly headers?: readonly { readonly name: string; readonly value: string }[];
}

async function batch(
  requests: readonly unknown[],
  headers: Record<string, string> = {},
): Promise<{ served: readonly Served[]; unserved: unknown; id: unknown }> {
  const answer = await admin.post(
    '/api/now/v1/batch',
    { batch_request_id: 'b1', rest_requests: requests },
    headers,
  );
  expect(answer.status).toBe(200);
  const body: {
    batch_request_id: string;
    serviced_requests: Served[];
    unserviced_requests: unknown;
  } = JSON.parse(answer.text);
  return {
    served: body.serviced_requests,
    unserved: body.unserviced_requests,
    id: body.batch_request_id,
  };
}

test('each request has its own answer', async () => {
  const { id, served, unserved } = await batch([
    {
      id: 'write',
      method: 'POST',
      url: '/api/now/table/incident',
      headers: json,
      body: encoded({ short_description: 'of a batch' }),
    },
    {
      id: 'read',
      method: 'GET',
      url: '/api/now/table/incident?sysparm_query=short_description=of a batch&sysparm_fields=short_description',
    },
    {
      id: 'wrong',
      method: 'GET',
      url: '/api/now/table/no_such_table',
      exclude_response_headers: true,
    },
  ]);

  expect(id).toBe('b1');
  expect(unserved).toEqual([]);
  expect(served.map((one) => [one.id, one.status_code, one.status_text])).toEqual([
    ['write', 201, 'Created'],
    ['read', 200, 'OK'],
    ['wrong', 400, 'Bad Request'],
  ]);
  expect(decoded(served[1]?.body)).toEqual({ result: [{ short_description: 'of a batch' }] });
  expect(served[0]?.headers).toContainEqual({
    name: 'content-type',
    value: 'application/json;charset=UTF-8',
  });
  expect(served[2]).not.toHaveProperty('headers');
});

test('what comes after a request of more than 5 MB is not served', async () => {
  const { served, unserved } = await batch([
    { id: '1', method: 'GET', url: '/api/now/table/incident?sysparm_limit=1' },
    {
      id: '2',
      method: 'POST',
      url: '/api/now/table/incident',
      headers: json,
      body: encoded({ description: 'x'.repeat(5_300_000) }),
    },
    { id: '3', method: 'GET', url: '/api/now/table/incident?sysparm_limit=1' },
  ]);

  expect([served.map((one) => one.id), unserved]).toEqual([['1'], ['2', '3']]);
});

test('a header lowers the largest answer', async () => {
  const { served, unserved } = await batch(
    [{ id: '1', method: 'GET', url: '/api/now/table/sys_user_role?sysparm_limit=5' }],
    { 'X-BATCHREQUEST-MAX-OUTPUT-SIZE': '100' },
  );

  expect([served, unserved]).toEqual([[], ['1']]);
});

test.each([
  [{}],
  [{ rest_requests: 'none' }],
  [{ rest_requests: [{ id: '1', method: 'GET' }] }],
  [{ rest_requests: ['text'] }],
])('refuses %j', async (body) => {
  expect((await admin.post('/api/now/batch', body)).status).toBe(400);
});

test('a long query goes by a short name', async () => {
  const created = await admin.post('/api/now/table/incident', { short_description: 'tiny' });
  const ids = [
    String(created.result['sys_id']),
    ...Array.from({ length: 300 }, () => 'f'.repeat(32)),
  ];

  const short = await admin.post('/api/now/tinyurl', {
    url: `incident_list.do?sysparm_query=${encodeURIComponent(`sys_idIN${ids.join(',')}`)}&sysparm_fields=short_description`,
  });
  const name = /^incident_list\.do\?sysparm_tiny=(\w+)$/.exec(
    String(Object(short.body).result),
  )?.[1];
  const found = await admin.get(`/api/now/table/incident?sysparm_tiny=${name ?? ''}`);

  expect(found.list).toEqual([{ short_description: 'tiny' }]);
});

test('tables and columns are described to those who may read them', async () => {
  const tables = await admin.get('/api/now/doc/table/schema');
  const incident = await admin.get('/api/now/doc/table/schema/incident');

  expect(tables.list).toContainEqual({ label: 'Incident', value: 'incident', reference: '' });
  expect(incident.result['columns']).toMatchObject({
    caller_id: { label: 'Caller', type: 'reference', reference: 'sys_user' },
  });
});
