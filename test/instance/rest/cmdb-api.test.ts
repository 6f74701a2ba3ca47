import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInstance, type Instance } from '../create-instance.ts';
import { createTestClient, type TestClient } from '../testing/client.ts';

let instance: Instance;
let admin: TestClient;
let stranger: TestClient;

beforeAll(async () => {
  instance = await createInstance({ scheduledJobs: false });
  admin = createTestClient(instance.url, instance.admin);
  stranger = createTestClient(instance.url, instance.integration);
});

afterAll(async () => {
  await instance.close();
});

const base = '/api/now/cmdb/instance/cmdb_ci_linux_server';
const dependsOn = '1a9cb166f1571100a92eb60da2bce5c5';

async function created(attributes: Record<string, string>, more: object = {}): Promise<string> {
  const answer = await admin.post(base, { attributes, source: 'ServiceNow', ...more });
  expect(answer.status).toBe(201);
  return String(Object(answer.result['attributes']).sys_id);
}

describe('the CMDB instance API', () => {
  test('creates an item with its relations, changes and lists it', async () => {
    const target = await created({ name: 'target' });
    const item = await created(
      { name: 'item', ram: '2048' },
      { outbound_relations: [{ type: dependsOn, target }] },
    );

    const shown = await admin.get(`${base}/${item}`);
    const changed = await admin.patch(`${base}/${item}`, {
      attributes: { ram: '4096' },
      source: 'ServiceNow',
    });
    const listed = await admin.get(`${base}?sysparm_query=name=item`);

    expect(shown.result).toMatchObject({
      attributes: { name: 'item', ram: '2048', sys_class_name: 'cmdb_ci_linux_server' },
      outbound_relations: [
        {
          type: { display_value: 'Depends on::Used by', value: dependsOn },
          target: {
            display_value: 'target',
            link: `${instance.url}/api/now/cmdb/instance/cmdb_ci/${target}`,
          },
        },
      ],
      inbound_relations: [],
    });
    expect(changed.result).toMatchObject({ attributes: { ram: '4096' } });
    expect(listed.list).toEqual([{ sys_id: item, name: 'item' }]);
    expect((await admin.get(`${base}/${target}`)).result).toMatchObject({
      inbound_relations: [{ target: { display_value: 'item' } }],
    });
  });

  test('adds and removes a relation', async () => {
    const target = await created({ name: 'end' });
    const item = await created({ name: 'start' });

    const added = await admin.post(`${base}/${item}/relation`, {
      source: 'ServiceNow',
      outbound_relations: [{ type: dependsOn, target }],
    });
    const [relation] = JSON.parse(JSON.stringify(added.result['outbound_relations']));

    expect((await admin.delete(`${base}/${item}/relation/${relation.sys_id}`)).status).toBe(204);
    expect((await admin.get(`${base}/${item}`)).result).toMatchObject({ outbound_relations: [] });
  });

  test('relates without naming a source, but not under a wrong one', async () => {
    const [item, target] = [await created({ name: 'from' }), await created({ name: 'to' })];
    const relation = { inbound_relations: [{ type: dependsOn, target }] };

    const added = await admin.post(`${base}/${item}/relation`, relation);
    const refused = await admin.post(`${base}/${item}/relation`, { ...relation, source: 'nobody' });

    expect(added.result).toMatchObject({ inbound_relations: [{ target: { value: target } }] });
    expect(refused.status).toBe(400);
  });

  test.each([
    [{ attributes: { name: 'a' } }, 400],
    [{ attributes: { name: 'a' }, source: 'nobody' }, 400],
    [{ attributes: 'a', source: 'ServiceNow' }, 400],
    [{ attributes: {}, source: 'ServiceNow', outbound_relations: [{}] }, 400],
  ])('refuses %j', async (body, status) => {
    expect((await admin.post(base, body)).status).toBe(status);
  });

  test('refuses tables that are no classes, and callers without a role', async () => {
    expect((await admin.get('/api/now/cmdb/instance/incident')).status).toBe(400);
    expect((await admin.get(`${base}/${'0'.repeat(32)}`)).status).toBe(404);
    expect((await stranger.get(base)).status).toBe(403);
  });

  test('describes a class', async () => {
    const answer = await admin.get('/api/now/cmdb/meta/cmdb_ci_computer');

    expect(answer.result).toMatchObject({
      name: 'cmdb_ci_computer',
      parent: 'cmdb_ci_hardware',
      children: expect.arrayContaining(['cmdb_ci_server']),
      attributes: expect.arrayContaining([expect.objectContaining({ element: 'name' })]),
    });
  });
});

describe('identification and reconciliation', () => {
  const payload = (values: Record<string, string>): object => ({
    items: [
      { className: 'cmdb_ci_linux_server', values: { name: 'ire', ...values } },
      { className: 'cmdb_ci_computer', values: { name: 'ire child', serial_number: 'S1' } },
    ],
    relations: [{ parent: 0, child: 1, type: 'Depends on::Used by' }],
  });
  const path = '/api/now/identifyreconcile';
  const operations = (answer: { result: Record<string, unknown> }): unknown =>
    JSON.parse(JSON.stringify([answer.result['items'], answer.result['relations']])).map(
      (list: { operation: string }[]) => list.map((one) => one.operation),
    );

  test('asks, inserts, leaves alone, updates', async () => {
    const asked = await admin.post(`${path}/query`, payload({}));
    const first = await admin.post(`${path}?sysparm_data_source=ServiceNow`, payload({}));
    const second = await admin.post(path, payload({}));
    const third = await admin.post(path, payload({ ram: '1024' }));

    expect(operations(asked)).toEqual([['INSERT', 'INSERT'], ['INSERT_AS_INCOMPLETE']]);
    expect(operations(first)).toEqual([['INSERT', 'INSERT'], ['INSERT']]);
    expect(operations(second)).toEqual([['NO_CHANGE', 'NO_CHANGE'], ['NO_CHANGE']]);
    expect(operations(third)).toEqual([['UPDATE', 'NO_CHANGE'], ['NO_CHANGE']]);
  });

  test('says what it lacks to tell an item apart', async () => {
    const answer = await admin.post(path, {
      items: [{ className: 'cmdb_ci_computer', values: { ram: '1' } }],
    });

    expect(answer.result).toMatchObject({
      items: [
        {
          operation: 'INSERT_AS_PARTIAL',
          warnings: [{ error: 'MISSING_MATCHING_ATTRIBUTES' }],
        },
      ],
    });
  });

  test('is refused without items, and to callers without a role', async () => {
    expect((await admin.post(path, {})).status).toBe(400);
    expect((await stranger.post(path, { items: [] })).status).toBe(403);
  });
});
