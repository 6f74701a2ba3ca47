import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInstance, type Instance } from '../create-instance.ts';
import { createTestClient, type TestClient } from '../testing/client.ts';

let instance: Instance;
let admin: TestClient;

beforeAll(async () => {
  instance = await createInstance({ scheduledJobs: false });
  admin = createTestClient(instance.url, instance.admin);
});

afterAll(async () => {
  await instance.close();
});

const base = '/api/sn_sc/servicecatalog';
const laptop = '04b7e94b4f7b4200086eeed18110c7fd';
const mac = '774906834fbb4200086eeed18110c737';

describe('the catalog', () => {
  test('lists catalogs and items', async () => {
    const catalogs = await admin.get(`${base}/catalogs`);
    const items = await admin.get(`${base}/items?sysparm_text=laptop`);

    expect(catalogs.list.map((catalog) => catalog['title'])).toContain('Service Catalog');
    expect(items.list.map((item) => item['name'])).toEqual([
      'Developer Laptop (Mac)',
      'Standard Laptop',
    ]);
  });

  test('describes an item with its questions', async () => {
    const item = await admin.get(`/api/sn_sc/v1/servicecatalog/items/${laptop}`);

    expect(item.result).toMatchObject({
      name: 'Standard Laptop',
      price: '$1,100.00',
      variables: [{ name: 'acrobat' }, { name: 'photoshop' }, {}],
    });
  });
});

describe('an order', () => {
  test('makes a request, an item with its answers and a task', async () => {
    const answer = await admin.post(`${base}/items/${laptop}/order_now`, {
      sysparm_quantity: 2,
      variables: { acrobat: 'true' },
    });
    const { request_id: id } = answer.result;

    expect(answer.status).toBe(200);
    expect(answer.result).toMatchObject({
      number: expect.stringMatching(/^REQ\d{7}$/),
      table: 'sc_request',
    });
    const items = await admin.get(`/api/now/table/sc_req_item?request=${id ?? ''}`);
    expect(items.list).toMatchObject([
      { number: expect.stringMatching(/^RITM/), quantity: '2', stage: 'fulfillment' },
    ]);
    const tasks = await admin.get(`/api/now/table/sc_task?request=${id ?? ''}`);
    expect(tasks.list).toMatchObject([{ number: expect.stringMatching(/^SCTASK/), state: '1' }]);
    const answers = await admin.get(
      `/api/now/table/sc_item_option_mtom?sysparm_query=request_item.request=${id ?? ''}&sysparm_fields=sc_item_option.item_option_new.name,sc_item_option.value`,
    );
    expect(answers.list).toContainEqual({
      'sc_item_option.item_option_new.name': 'acrobat',
      'sc_item_option.value': 'true',
    });
  });

  test('is closed with its last task', async () => {
    const order = await admin.post(`${base}/items/${laptop}/order_now`, { sysparm_quantity: 1 });
    const request = String(order.result['request_id']);
    const tasks = await admin.get(`/api/now/table/sc_task?request=${request}`);

    await admin.patch(`/api/now/table/sc_task/${String(tasks.list[0]?.['sys_id'])}`, {
      state: '3',
    });

    const closed = await admin.get(`/api/now/table/sc_request/${request}`);
    expect(closed.result).toMatchObject({ request_state: 'closed_complete', active: 'false' });
  });

  test.each([
    [laptop, {}, 'Invalid quantity value'],
    [laptop, { sysparm_quantity: -1 }, 'Invalid quantity value'],
    ['0'.repeat(32), { sysparm_quantity: 1 }, 'Security constraints prevent ordering of Item'],
  ])('of %s with %j is refused', async (item, body, message) => {
    const answer = await admin.post(`${base}/items/${item}/order_now`, body);

    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ error: { message } });
  });

  test('without an answer to a mandatory question is refused', async () => {
    const items = await admin.get(`${base}/items?sysparm_text=email`);

    const answer = await admin.post(
      `${base}/items/${String(items.list[0]?.['sys_id'])}/order_now`,
      { sysparm_quantity: 1 },
    );

    expect(answer.body).toMatchObject({ error: { message: 'Mandatory Variables are required' } });
  });
});

test('a cart is filled, changed, checked out, submitted, and then empty', async () => {
  expect((await admin.post(`${base}/cart/checkout`, {})).status).toBe(400);
  const added = await admin.post(`${base}/items/${laptop}/add_to_cart`, { sysparm_quantity: '1' });
  expect(added.result).toMatchObject({
    subtotal: '$1,100.00',
    items: [{ item_name: 'Standard Laptop' }],
  });
  await admin.post(`${base}/items/${mac}/add_to_cart`, { sysparm_quantity: '1' });
  const cart: { none: { items: { cart_item_id: string; name: string }[] } } = JSON.parse(
    JSON.stringify((await admin.get(`${base}/cart`)).result),
  );
  const line = cart.none.items.find((one) => one.name === 'Standard Laptop')?.cart_item_id ?? '';

  const changed = await admin.put(`${base}/cart/${line}`, { sysparm_quantity: '2' });
  expect(changed.result).toMatchObject({ subtotal_price: '$3,699.00' });
  expect((await admin.delete(`${base}/cart/${line}`)).status).toBe(204);
  expect((await admin.post(`${base}/cart/checkout`, {})).result).toMatchObject({
    subtotal_price: '$1,499.00',
  });
  const order = await admin.post(`${base}/cart/submit_order`, {});

  expect(order.result).toEqual({
    request_number: expect.stringMatching(/^REQ/),
    request_id: expect.any(String),
  });
  expect((await admin.get(`${base}/cart`)).result).toMatchObject({ subtotal_price: '$0.00' });
});

test('a record producer writes a record of its table', async () => {
  const producer = await admin.post('/api/now/table/sc_cat_item_producer', {
    name: 'Create Incident',
    table_name: 'incident',
  });

  const answer = await admin.post(`${base}/items/${producer.result['sys_id']}/submit_producer`, {
    variables: { urgency: '2', short_description: 'of a producer' },
  });

  expect(answer.result).toMatchObject({
    number: expect.stringMatching(/^INC/),
    table: 'incident',
    parent_table: 'task',
  });
  const incident = await admin.get(`/api/now/table/incident/${answer.result['sys_id']}`);
  expect(incident.result).toMatchObject({ urgency: '2', short_description: 'of a producer' });
});
