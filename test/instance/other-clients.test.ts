import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInstance, type Instance } from './create-instance.ts';
import { createTestClient, type TestClient } from './testing/client.ts';

/** What clients of others send, read in their sources: each test is one client's way to talk, in our words. */
let instance: Instance;
let admin: TestClient;

beforeAll(async () => {
  instance = await createInstance({ scheduledJobs: false });
  admin = createTestClient(instance.url, instance.admin);
});

afterAll(async () => {
  await instance.close();
});

const json = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');
const fromJson = (text: unknown): unknown =>
  JSON.parse(Buffer.from(String(text), 'base64').toString('utf8'));

async function newRecord(table: string, values: object): Promise<string> {
  const made = await admin.post(`/api/now/table/${table}`, values);
  expect(made.status).toBe(201);
  return String(made.result['sys_id']);
}

describe('pysnow, and StackStorm through it', () => {
  const usual =
    'sysparm_display_value=False&sysparm_suppress_pagination_header=False&sysparm_exclude_reference_link=False&sysparm_view=&sysparm_fields=';

  test('gets records with parameters that are empty or Python words, page after page by the Link header', async () => {
    for (const text of ['a', 'b', 'c'])
      await newRecord('incident', { short_description: text, correlation_id: 'pysnow' });
    const numbers: unknown[] = [];
    let next: string | undefined =
      `/api/now/table/incident?sysparm_query=correlation_id%3Dpysnow%5EORDERBYnumber&sysparm_limit=2&${usual}`;
    while (next !== undefined) {
      const page = await admin.get(next);
      numbers.push(...page.list.map((record) => record['short_description']));
      const link: string | undefined = /<([^>]+)>;rel="next"/.exec(
        page.headers.get('link') ?? '',
      )?.[1];
      next = link?.replace(instance.url, '');
    }
    expect(numbers).toEqual(['a', 'b', 'c']);
  });

  test('counts by the Aggregate API', async () => {
    const answer = await admin.get(
      '/api/now/stats/incident?sysparm_query=correlation_id%3Dpysnow&sysparm_count=True',
    );

    expect(answer.body).toEqual({ result: { stats: { count: '3' } } });
  });

  test('attaches a file and lists attachments of a table', async () => {
    const id = await newRecord('problem', { short_description: 'with a file' });
    const made = await admin.post(
      `/api/now/attachment/file?table_name=problem&table_sys_id=${id}&file_name=x.bin`,
      'bytes',
      { 'content-type': 'application/octet-stream' },
    );

    const listed = await admin.get(
      `/api/now/attachment?sysparm_query=table_name=problem&sysparm_limit=10000&${usual}`,
    );

    expect(made.status).toBe(201);
    expect(listed.list.map((one) => one['sys_id'])).toContain(made.result['sys_id']);
  });
});

describe('a Terraform provider by way of JSONv2', () => {
  const at = (parameters: string): string => `/sys_user_role.do?JSONv2&${parameters}`;
  const one = (answer: { readonly body: unknown }): Record<string, unknown> =>
    Object(Object(answer.body).records[0]);

  test('creates, finds by sys_id and by name, changes and deletes', async () => {
    const created = one(
      await admin.post(at('sysparm_action=insert&sysparm_record_scope=global'), {
        name: 'terraform_made',
        description: 'first',
      }),
    );
    const id = String(created['sys_id']);
    const byId = one(await admin.get(at(`sysparm_query=sys_id=${id}`)));
    const byName = one(await admin.get(at('sysparm_query=name=terraform_made')));
    await admin.post(at(`sysparm_action=update&sysparm_query=sys_id=${id}`), {
      sys_id: id,
      description: 'second',
    });
    const changed = one(await admin.get(at(`sysparm_query=sys_id=${id}`)));
    await admin.post(at(`sysparm_action=deleteRecord&sysparm_sys_id=${id}`), '');
    const gone = await admin.get(at(`sysparm_query=sys_id=${id}`));

    expect(created).toMatchObject({ __status: 'success', name: 'terraform_made' });
    expect([byId['sys_id'], byName['sys_id']]).toEqual([id, id]);
    expect(changed['description']).toBe('second');
    expect(gone.body).toEqual({ records: [] });
  });

  test('many at once, keys, counts, and display values', async () => {
    const both = await admin.post('/incident.do?JSONv2&sysparm_action=insertMultiple', {
      records: [
        { short_description: 'json 1', caller_id: 'Joe Employee', correlation_id: 'json' },
        { short_description: 'json 2', caller_id: 'Joe Employee', correlation_id: 'json' },
      ],
    });
    const query = 'sysparm_query=correlation_id=json^ORDERBYnumber';
    const keys = await admin.get(`/incident.do?JSONv2&sysparm_action=getKeys&${query}`);
    const first = await admin.get(`/incident.do?JSONv2&sysparm_record_count=1&${query}`);
    const shown = one(await admin.get(`/incident.do?JSONv2&displayvalue=all&${query}`));
    const deleted = await admin.post('/incident.do?JSONv2&sysparm_action=deleteMultiple', {
      sysparm_query: 'correlation_id=json',
    });

    const ids = Object(both.body).records.map((record: unknown) => Object(record).sys_id);
    expect(keys.body).toEqual({ records: ids });
    expect(Object(first.body).records).toHaveLength(1);
    expect(shown).toMatchObject({
      caller_id: '681ccaf9c0a8016400b98a06818d57c7',
      dv_caller_id: 'Joe Employee',
    });
    expect(Object(deleted.body).records).toHaveLength(2);
  });

  test('failures are told in the record, or for the whole call', async () => {
    const id = await newRecord('incident', { short_description: 'to resolve' });
    const path = `/incident.do?JSONv2&sysparm_action=update&sysparm_query=sys_id=${id}`;

    const refused = one(await admin.post(path, { state: '6' }));
    const empty = await admin.post('/incident.do?JSONv2&sysparm_action=update', { state: '6' });
    const nowhere = await admin.get('/no_such_table.do?JSONv2');
    const nobody = await createTestClient(instance.url, undefined).get(path);

    expect(refused).toMatchObject({
      __status: 'failure',
      __error: { reason: expect.stringContaining('Data Policy Exception') },
    });
    expect(empty.body).toEqual({
      error: 'Cannot update with empty sysparm_query',
      reason: null,
    });
    expect([nowhere.status, nobody.status]).toEqual([400, 401]);
  });
});

describe('the PowerShell module', () => {
  test('orders by way of the cart', async () => {
    const items = await admin.get('/api/sn_sc/servicecatalog/items?sysparm_text=laptop');
    const id = String(items.list[0]?.['sys_id']);
    const added = await admin.post(`/api/sn_sc/servicecatalog/items/${id}/add_to_cart`, {
      sysparm_quantity: 2,
      variables: {},
    });
    const cart = await admin.get('/api/sn_sc/servicecatalog/cart');
    const ordered = await admin.post('/api/sn_sc/servicecatalog/cart/submit_order', '');

    expect(added.status).toBe(200);
    expect(JSON.stringify(cart.body)).toContain(id);
    expect(ordered.result['request_number']).toMatch(/^REQ\d{7}$/);
  });

  test('reads with lower-case field names, values as both, and deletes with 204', async () => {
    const id = await newRecord('cmdb_ci_esx_server', { name: 'esx-7', serial_number: 'S7' });

    const found = await admin.get(
      `/api/now/v1/table/cmdb_ci?sysparm_display_value=all&sysparm_limit=10&sysparm_query=sys_id=${id}&sysparm_fields=name,sys_class_name`,
    );
    const deleted = await admin.delete(`/api/now/v1/table/cmdb_ci/${id}`);

    expect(found.headers.get('x-total-count')).toBe('1');
    expect(found.list).toEqual([
      {
        name: { display_value: 'esx-7', value: 'esx-7' },
        sys_class_name: { display_value: 'ESX Server', value: 'cmdb_ci_esx_server' },
      },
    ]);
    expect([deleted.status, deleted.text]).toEqual([204, '']);
  });
});

describe('the Go SDK', () => {
  test('sends batches of versioned addresses', async () => {
    const answer = await admin.post('/api/now/v1/batch', {
      batch_request_id: 'go',
      rest_requests: [
        {
          id: '1',
          method: 'POST',
          url: '/api/now/v1/table/incident',
          headers: [{ name: 'Content-Type', value: 'application/json' }],
          body: json({ short_description: 'of a batch' }),
        },
        { id: '2', method: 'GET', url: '/api/now/v1/table/incident/none', headers: [] },
      ],
    });

    const [made, missing] = Object(answer.body).serviced_requests;
    expect([answer.status, made.status_code, missing.status_code]).toEqual([200, 201, 404]);
    expect(fromJson(made.body)).toMatchObject({ result: { short_description: 'of a batch' } });
  });
});

describe('chat plug-ins', () => {
  test('read the history of a record as one text and write to it', async () => {
    const id = await newRecord('incident', { short_description: 'chat' });
    await admin.patch(`/api/now/table/incident/${id}`, { comments: 'from the channel' });

    const read = await admin.get(
      `/api/now/table/incident/${id}?sysparm_display_value=true&sysparm_fields=comments_and_work_notes`,
    );

    expect(read.result['comments_and_work_notes']).toMatch(
      /System Administrator \(Additional comments\)\nfrom the channel\n\n$/,
    );
  });

  test('find people by address and records by words', async () => {
    const people = await admin.get('/api/now/table/sys_user?sysparm_query=email=admin@example.com');
    const found = await admin.get(
      '/api/now/table/incident?sysparm_query=short_descriptionLIKEchat^ORnumberSTARTSWITHchat&sysparm_limit=20&sysparm_offset=0&sysparm_fields=sys_id,number,short_description',
    );

    expect(people.list).toHaveLength(1);
    expect(found.list.map((one) => one['short_description'])).toContain('chat');
  });
});

describe('.NET and Java clients', () => {
  test('ask for the columns of a table', async () => {
    const answer = await admin.get(
      '/api/now/table/sys_dictionary?sysparm_query=name=incident&sysparm_fields=element,internal_type',
    );

    expect(answer.list).toContainEqual(expect.objectContaining({ element: 'caller_id' }));
  });

  test('take packed answers', async () => {
    const { user, password } = instance.admin;
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    const path = `${instance.url}/api/now/table/incident?sysparm_limit=5`;

    const packed = await request(path, { headers: { authorization, 'accept-encoding': 'gzip' } });
    await packed.body.dump();
    // fetch asks for packed answers by itself and unpacks them.
    const unpacked = await fetch(path, { headers: { authorization } });

    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(Object(await unpacked.json()).result).toHaveLength(5);
  });

  test('send names without quotes, as the examples of the documentation do', async () => {
    const answer = await admin.post(
      '/api/now/table/incident',
      "{short_description: 'loose', urgency: '2'}",
    );

    expect(answer.result).toMatchObject({ short_description: 'loose', urgency: '2' });
  });
});

describe('states by every name', () => {
  test('a change is moved by the label of its state', async () => {
    const id = await newRecord('change_request', { type: 'normal', short_description: 'a' });

    const moved = await admin.patch(
      `/api/sn_chg_rest/v1/change/normal/${id}?state=assess`,
      '{"state": "assess", "no_such_field": "this will be ignored" }',
    );

    expect(moved.result).toMatchObject({
      state: { value: -4, display_value: 'Assess' },
      __meta: { ignoredFields: ['no_such_field'] },
    });
  });

  test('the older state field of a problem follows', async () => {
    const id = await newRecord('problem', { short_description: 'a' });

    const moved = await admin.patch(`/api/now/table/problem/${id}`, {
      state: '102',
      assigned_to: '5137153cc611227c000bbd1bd8cd2007',
    });

    expect(moved.result).toMatchObject({ state: '102', problem_state: '102' });
  });
});
