import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInstance, type Instance } from '../create-instance.ts';
import { createTestClient, type TestAnswer, type TestClient } from '../testing/client.ts';

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

describe('catalogs and categories', () => {
  test('the categories of a catalog are a list, page by page', async () => {
    const path = `${base}/catalogs/e0d08b13c3330100c8b837659bba8fb4/categories`;

    const all = await admin.get(path);
    const second = await admin.get(`${path}?sysparm_limit=1&sysparm_offset=1`);
    const wrong = await admin.get(`${base}/catalogs/${'0'.repeat(32)}/categories`);

    expect(all.list).toMatchObject([
      { title: 'Can We Help You?', count: 2, subcategories: [] },
      { title: 'Hardware', count: 3 },
    ]);
    expect(second.list.map((one) => one['title'])).toEqual(['Hardware']);
    expect(wrong.status).toBe(400);
  });

  test('a variable tells its type by the documented names', async () => {
    const item = await admin.get(`${base}/items/${laptop}`);

    expect(item.result['variables']).toMatchObject([
      { type: 7, friendly_type: 'check_box', display_type: 'CheckBox' },
      { type: 7 },
      { type: 2, friendly_type: 'multi_line_text', display_type: 'Multi Line Text' },
    ]);
  });

  test('what a variable shows: a record, a choice, or the value itself', async () => {
    const variables = await admin.get(
      '/api/now/table/item_option_new?sysparm_query=cat_item.name=New Email Account&sysparm_fields=sys_id,name',
    );
    const idOf = (name: string): string =>
      String(variables.list.find((one) => one['name'] === name)?.['sys_id']);
    const shown = (name: string, value: string): Promise<TestAnswer> =>
      admin.post(`${base}/variables/${idOf(name)}/display_value`, { sysparm_value: value });

    const answers = await Promise.all([
      shown('owner', '62826bf03710200044e0bfc8bcbe5df1'),
      shown('size', 'large'),
      shown('new_email', 'a@example.com'),
    ]);
    const unknown = await admin.post(`${base}/variables/${'0'.repeat(32)}/display_value`, {});

    expect(answers.map((one) => one.body)).toEqual([
      { result: 'Abel Tuter' },
      { result: 'large' },
      { result: 'a@example.com' },
    ]);
    expect(unknown.status).toBe(404);
  });
});

describe('for other people', () => {
  test('the delivery address is that of the user', async () => {
    const abel = '62826bf03710200044e0bfc8bcbe5df1';

    const known = await admin.get(`${base}/cart/delivery_address/${abel}`);
    const unknown = await admin.get(`${base}/cart/delivery_address/${'0'.repeat(32)}`);

    expect(known.body).toEqual({ result: expect.any(String) });
    expect(unknown.status).toBe(400);
  });

  test('users without an account cannot be given things', async () => {
    const nobody = await admin.get(`${base}/items/${laptop}/delegation/${'0'.repeat(32)}`);

    expect(nobody.body).toEqual({ result: { result: false } });
  });

  test('an item that asks whom it is for names those it cannot be for', async () => {
    await admin.post('/api/now/table/item_option_new', {
      cat_item: mac,
      name: 'for_whom',
      question_text: 'For whom',
      type: '31',
      active: 'true',
    });
    const left = await admin.post('/api/now/table/sys_user', {
      user_name: 'left.company',
      first_name: 'Left',
      last_name: 'Company',
      active: 'false',
    });

    const answer = await admin.post(`${base}/items/${mac}/get_invalid_delegated_users`, {
      sysparm_also_request_for: `62826bf03710200044e0bfc8bcbe5df1,${left.result['sys_id']}`,
    });

    expect(answer.body).toEqual({ result: { invalidUsers: ['Left Company'] } });
  });
});

describe('an order guide', () => {
  const guide = '6690750f4f7b4200086eeed18110c761';
  const email = '186d917a6fab7980575967ddbb3ee4f2';

  test('offers the items of its rules with their questions', async () => {
    const answer = await admin.put(`${base}/items/${guide}/submit_guide`, { variables: {} });

    expect(answer.list).toMatchObject([
      { name: 'Standard Laptop', quantity: '1', order: '100' },
      { name: 'New Email Account', variables: [{ name: 'new_email', mandatory: true }, {}, {}] },
    ]);
  });

  test('puts what was chosen into the cart, or refuses all of it', async () => {
    const refused = await admin.post(`${base}/items/${guide}/checkout_guide`, {
      items: [{ sys_id: laptop }, { sys_id: email, sysparm_quantity: '1', variables: {} }],
    });
    const empty = await admin.get(`${base}/cart`);
    const taken = await admin.post(`${base}/items/${guide}/checkout_guide`, {
      items: [
        { sys_id: laptop, sysparm_quantity: '2' },
        { sys_id: email, variables: { new_email: 'new@example.com' } },
      ],
    });
    await admin.delete(`${base}/cart/${taken.result['cart_id']}/empty`);

    expect(refused.status).toBe(400);
    expect(empty.result).toMatchObject({ subtotal_price: '$0.00' });
    expect(taken.result).toMatchObject({
      subtotal_price: '$2,200.00',
      items: [{ quantity: '2' }, { variables: { 'Preferred Email address': 'new@example.com' } }],
    });
  });

  test('of two steps is ordered at once', async () => {
    await admin.patch(`/api/now/table/sc_cat_item_guide/${guide}`, { two_step: 'true' });

    const answer = await admin.post(`${base}/items/${guide}/checkout_guide`, {
      items: [{ sys_id: laptop }],
    });

    expect(answer.result).toMatchObject({ request_number: expect.stringMatching(/^REQ/) });
  });
});

test('wishes are kept apart from the cart', async () => {
  const added = await admin.post(`${base}/items/${laptop}/add_to_wishlist`, {});
  const [wish] = JSON.parse(JSON.stringify(added.body)).result.items;

  const list = await admin.get(`${base}/wishlist`);
  const one = await admin.get(`${base}/wishlist/${wish.cart_item_id}`);
  const unknown = await admin.get(`${base}/wishlist/${'0'.repeat(32)}`);
  const cart = await admin.get(`${base}/cart`);

  expect(list.result).toMatchObject({ items: [{ name: 'Standard Laptop', created_by: 'admin' }] });
  expect(one.result).toMatchObject({ item_name: 'Standard Laptop', quantity: '1' });
  expect(unknown.status).toBe(404);
  expect(cart.result).toMatchObject({ subtotal_price: '$0.00' });
});

test('a request that is submitted is in process', async () => {
  const draft = await admin.post('/api/now/table/sc_request', { request_state: 'draft' });

  const sent = await admin.patch(`/api/now/table/sc_request/${draft.result['sys_id']}`, {
    request_state: 'submitted',
    stage: 'fulfillment',
  });

  expect(draft.result).toMatchObject({ request_state: 'draft' });
  expect(sent.result).toMatchObject({ request_state: 'in_process', stage: 'fulfillment' });
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
  const cart: Record<'none' | 'yearly', { items: { cart_item_id: string; name: string }[] }> =
    JSON.parse(JSON.stringify((await admin.get(`${base}/cart`)).result));
  const line = cart.yearly.items[0]?.cart_item_id ?? '';
  expect(cart).toMatchObject({
    none: { frequency_label: null, items: [{ name: 'Developer Laptop (Mac)' }] },
    yearly: { frequency_label: 'Annually', subtotal_recurring_price: '$100.00' },
  });

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
